import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { noteOf, noteParameter } from '../deployed-note.ts';
import type { Stage } from '../stage.ts';

/** What the stack was deployed with, in a parameter beside the secrets: the next deployment is compared with it. */
export class DeployedSettings extends Construct {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    new StringParameter(this, 'Note', {
      parameterName: noteParameter(stage),
      description: 'What this stack was deployed with. Written by each deployment.',
      stringValue: noteOf(stage),
    });
  }
}
