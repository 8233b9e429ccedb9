import { IsNotEmpty, IsString, IsUUID, MaxLength } from 'class-validator';
import { IntegrationEvent, Snapshot } from '../../../src/message/integration-event';
import { Payload } from '../../../src/message/payload';
import { Personal } from '../../../src/message/personal/personal.decorator';

const citizen = { version: 1, aggregate: 'citizen' } as const;

@IntegrationEvent({
  ...citizen,
  type: 'registry.citizen-registered',
  subject: (e: CitizenRegistered) => e.citizenId,
})
export class CitizenRegistered extends Payload<CitizenRegistered> {
  @IsUUID('loose') readonly citizenId!: string;
  @Personal() @IsString() @IsNotEmpty() @MaxLength(60) readonly name!: string;
}

@IntegrationEvent({
  ...citizen,
  type: 'registry.citizen-renamed',
  subject: (e: CitizenRenamed) => e.citizenId,
})
export class CitizenRenamed extends Payload<CitizenRenamed> {
  @IsUUID('loose') readonly citizenId!: string;
  @Personal() @IsString() @IsNotEmpty() @MaxLength(60) readonly name!: string;
}

@IntegrationEvent({
  ...citizen,
  type: 'registry.citizen-forgotten',
  subject: (e: CitizenForgotten) => e.citizenId,
  forgets: (e: CitizenForgotten) => e.citizenId,
})
export class CitizenForgotten extends Payload<CitizenForgotten> {
  @IsUUID('loose') readonly citizenId!: string;
}

@Snapshot({ ...citizen, type: 'registry.citizen-snapshot', subject: (e: CitizenSnapshot) => e.citizenId })
export class CitizenSnapshot extends Payload<CitizenSnapshot> {
  @IsUUID('loose') readonly citizenId!: string;
  @Personal() @IsString() @IsNotEmpty() @MaxLength(60) readonly name!: string;
}
