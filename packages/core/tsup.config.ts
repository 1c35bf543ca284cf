import { library } from '../../tools/tsup.ts';

export default library(['src/testing/index.ts', 'src/explain/index.ts']);
