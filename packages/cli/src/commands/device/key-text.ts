/** A device key as it is printed the one time that it can be seen. */
export function keyText(done: string, key: string): string {
  return `${done}\n\n  ${key}\n\nThe key is not shown again. Write it to the device (docs/devices.md says how).`;
}
