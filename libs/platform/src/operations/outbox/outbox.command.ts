import { Command } from 'nest-commander';
import { CommandGroup } from '../command-line/command-group';
import { OutboxReplayCommand } from './outbox-replay.command';
import { OutboxReplaysCommand } from './outbox-replays.command';
import { OutboxStatusCommand } from './outbox-status.command';

@Command({
  name: 'outbox',
  description: 'The events that the service has published, and the relay that sends them',
  subCommands: [OutboxStatusCommand, OutboxReplayCommand, OutboxReplaysCommand],
})
export class OutboxCommand extends CommandGroup {}
