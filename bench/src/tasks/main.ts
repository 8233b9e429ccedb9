import 'reflect-metadata';
import { TASKS, type Told } from './tasks';

/** The process of one task: its name and its parameters are the arguments, its result is told to the parent. */
async function main([, , name = '', parameters = '{}']: string[]): Promise<void> {
  const task = TASKS[name as keyof typeof TASKS] as (parameters: unknown) => Promise<unknown>;
  const told: Told = { result: await task(JSON.parse(parameters)) };
  process.send?.(told, () => process.exit(0));
}

main(process.argv).catch((error: unknown) => {
  console.error(error);
  process.exit(1); // what was being measured is still running
});
