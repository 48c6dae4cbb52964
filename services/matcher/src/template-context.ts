export { templateContext } from '@hadir/contracts';
