import type { ScenePhoto } from '@hadir/camera';

/** Someone of the class: the photos to enrol, and those to stand before the camera with. */
export type KnownPerson = {
  /** Student number and label in scenes. */
  readonly number: string;
  readonly name: string;
  readonly enrolPhotos: readonly Buffer[];
  readonly probes: readonly ScenePhoto[];
};

/** Who comes to the door: people of the class, and others. */
export type Cast = {
  readonly known: readonly KnownPerson[];
  /** Labelled so that no known person has the same label. */
  readonly strangers: readonly ScenePhoto[];
};
