import type { MigrationInterface } from 'typeorm';
import { Outbox1700000000001 } from './1700000000001-outbox';
import { Inbox1700000000002 } from './1700000000002-inbox';
import { DeadLetters1700000000003 } from './1700000000003-dead-letters';
import { Projections1700000000004 } from './1700000000004-projections';
import { Bindings1700000000005 } from './1700000000005-bindings';
import { ScheduledEvents1700000000006 } from './1700000000006-scheduled-events';
import { Sagas1700000000007 } from './1700000000007-sagas';
import { SnapshotRequests1700000000008 } from './1700000000008-snapshot-requests';
import { Redrives1700000000009 } from './1700000000009-redrives';
import { TopologyAndReplays1700000000010 } from './1700000000010-topology-and-replays';
import { GroupsOfConsumers1700000000011 } from './1700000000011-groups-of-consumers';
import { HistoryOfReplays1700000000012 } from './1700000000012-history-of-replays';
import { PersonalData1700000000013 } from './1700000000013-personal-data';
import { ContentOfHandledEvents1700000000014 } from './1700000000014-content-of-handled-events';
import { PartitionsByFunction1700000000015 } from './1700000000015-partitions-by-function';

/** What the schema `eventing` needs, in order; a service runs these together with its own migrations. */
export const eventingMigrations: (new () => MigrationInterface)[] = [
  Outbox1700000000001,
  Inbox1700000000002,
  DeadLetters1700000000003,
  Projections1700000000004,
  Bindings1700000000005,
  ScheduledEvents1700000000006,
  Sagas1700000000007,
  SnapshotRequests1700000000008,
  Redrives1700000000009,
  TopologyAndReplays1700000000010,
  GroupsOfConsumers1700000000011,
  HistoryOfReplays1700000000012,
  PersonalData1700000000013,
  ContentOfHandledEvents1700000000014,
  PartitionsByFunction1700000000015,
];
