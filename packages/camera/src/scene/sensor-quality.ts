/**
 * libjpeg's quality for a quality of the OV2640, whose scale runs the other way: 0 is best, 63 worst, and 10 to 12 is usual.
 * The sensor multiplies the example tables of the JPEG standard (annex K) by quality/16: at 12 its luma table begins 12, 8, 9
 * where the standard has 16, 11, 12. libjpeg multiplies the same tables by (200 − 2q)/100 from 50 up and by 50/q below, so the
 * two scales translate exactly: 12 is 62.5 and 10 is 68.75.
 */
export function libjpegQuality(sensorQuality: number): number {
  const quality = Math.min(63, Math.max(1, sensorQuality));
  return Math.round(quality <= 16 ? 100 - (quality / 16) * 50 : (50 * 16) / quality);
}
