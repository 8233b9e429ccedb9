import { cancelAfterCapture } from './cancel-after-capture';
import { cancelOvertakesPayment } from './cancel-overtakes-payment';
import { cancelRacesPayment } from './cancel-races-payment';
import { declinedCard } from './declined-card';
import { flakyProvider } from './flaky-provider';
import { lowStock } from './low-stock';
import { outOfStock } from './out-of-stock';
import type { Story } from './story';
import { success } from './success';
import { timeOut } from './time-out';
import { userRenamed } from './user-renamed';

export const STORIES: Record<string, Story> = {
  'an order is paid, told, sold and settled': success,
  'an order for more than there is is rejected': outOfStock,
  'a declined card cancels the order and releases its stock': declinedCard,
  'a provider that never answers: the order is cancelled, and nothing is taken': timeOut,
  'a provider that fails every other time: the order is paid, once': flakyProvider,
  'a customer cancels while the payment is under way': cancelRacesPayment,
  'a customer cancels when the money is taken, of which nobody has heard: it goes back': cancelAfterCapture,
  'a customer cancels, and only then comes the news that it was paid: the money goes back':
    cancelOvertakesPayment,
  'a user is renamed, and the order follows': userRenamed,
  'the stock runs low, and the warehouse hears of it once': lowStock,
};
