import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@warren/eventing';
import { Customers, type Customer } from '../../domain/customers';
import { KnownUser } from './known-user.entity';

/** The customers that the users service has told of so far. */
@Injectable()
export class KnownUsers extends Customers {
  constructor(private readonly unitOfWork: UnitOfWork) {
    super();
  }

  async find(userId: string): Promise<Customer | undefined> {
    return (await this.unitOfWork.manager.findOneBy(KnownUser, { id: userId })) ?? undefined;
  }
}
