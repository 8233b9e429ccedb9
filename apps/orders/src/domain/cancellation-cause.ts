/** Why an order was cancelled: by its customer, or for want of something that did not come, or not in time. */
export type CancellationCause =
  'customer' | 'payment-failed' | 'payment-overdue' | 'stock-overdue' | 'reservation-expired';
