export { type ReceivedPost, type ScriptedAnswer, startScriptedServer } from './scripted-server.ts';
export {
  type StreamFault,
  type StreamServer,
  type StreamServerOptions,
  startStreamServer,
} from './stream-server.ts';
