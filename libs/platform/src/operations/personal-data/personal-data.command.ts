import { Command } from 'nest-commander';
import { CommandGroup } from '../command-line/command-group';
import { PersonalDataForgetAgainCommand } from './personal-data-forget-again.command';
import { PersonalDataForgetCommand } from './personal-data-forget.command';
import { PersonalDataForgottenCommand } from './personal-data-forgotten.command';
import { PersonalDataRewrapCommand } from './personal-data-rewrap.command';
import { PersonalDataRotateCommand } from './personal-data-rotate.command';

export const PERSONAL_DATA_COMMANDS = [
  PersonalDataForgetCommand,
  PersonalDataForgottenCommand,
  PersonalDataForgetAgainCommand,
  PersonalDataRotateCommand,
  PersonalDataRewrapCommand,
];

@Command({
  name: 'personal-data',
  description: 'The keys by which personal data in events are read, and the persons to be forgotten',
  subCommands: PERSONAL_DATA_COMMANDS,
})
export class PersonalDataCommand extends CommandGroup {}
