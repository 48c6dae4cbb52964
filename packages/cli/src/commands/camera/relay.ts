import { defineCommand, option } from '../../command/define-command.ts';
import { url } from '../../command/fields.ts';
import { deviceFields, senderOf } from './device-fields.ts';
import { cameraListener, cameraResult, stopAfter } from './watch-camera.ts';

export const cameraRelay = defineCommand({
  name: 'relay',
  summary: "Read a camera's live MJPEG stream and post frames of it as a device.",
  details:
    `For a stock ESP32-CAM (CameraWebServer, port 81, /stream) that cannot sign frames itself. Takes the newest
frame at the chosen rate, and connects again whenever the stream breaks. Ends at Ctrl-C.`.replaceAll(
      '\n',
      ' ',
    ),
  examples: ['--stream http://192.168.4.2:81/stream --device cam-a101 --key @cam-a101.key --fps 2'],
  input: {
    stream: option('--stream <url>', 'the stream; user:password@ in it where the camera asks', url),
    ...deviceFields,
  },
  async run({ stream, fps, seconds, verbose, ...device }, context) {
    const { createCamera, relayStream } = await import('@hadir/camera');
    const sender = await senderOf(device, context);
    const source = relayStream({
      streamUrl: stream,
      onConnect: () => context.screen.note('Reading the stream.'),
      onDisconnect: ({ message, waitMs }) =>
        context.screen.note(`${message}; connecting again in ${Math.round(waitMs)} ms`),
    });
    const camera = createCamera({
      ...sender,
      source,
      framesPerSecond: fps,
      ...cameraListener(context, verbose),
    });
    const stats = await camera.run(stopAfter(context, seconds));
    const result = cameraResult([stats]);
    return { ...result, json: { ...result.json, stream: source.stats() } };
  },
});
