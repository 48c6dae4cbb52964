import type { Lap } from './stopwatch.ts';

/** A rectangle, px of the image given. */
export type Box = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** A place, px of the image given. */
export type Point = { readonly x: number; readonly y: number };

/** As the image shows them: `leftEye` is the one further left. What is optional needs the landmark network. */
export type Landmarks = {
  readonly leftEye: Point;
  readonly rightEye: Point;
  readonly nose?: Point;
  readonly leftMouth?: Point;
  readonly rightMouth?: Point;
};

export type FaceQuality = {
  /** Width of the face, px of the image given. */
  readonly sizePx: number;
  /** Standard deviation of the Laplacian over the aligned face, grey levels; below about 5 the face is a blur. */
  readonly sharpness: number;
  /** Mean grey level of the aligned face, 0 to 255. */
  readonly brightness: number;
  /** Degrees away from the camera, positive to the image's right and down, from the landmarks; null without the network. */
  readonly yawDeg: number | null;
  readonly pitchDeg: number | null;
  /** Degrees in the image's plane, from the eyes. */
  readonly rollDeg: number;
  /** How surely both eyes are closed, 0 to 1; null without the eye network. */
  readonly eyesClosed: number | null;
  /** How surely a part of the face is covered, 0 to 1; null where it was not measured. */
  readonly occlusion: number | null;
  /** All of it in one figure, 0 to 1: what a sighting of such a face is worth. */
  readonly score: number;
};

/** The engines that make templates. `fused` keeps one of each. */
export type EnginePart = 'sift' | 'deep';

/** What an engine keeps of a face. Only the engine that made it reads what is inside. */
export type Template = {
  readonly engine: EnginePart;
  readonly modelVersion: string;
  readonly data: Uint8Array;
};

/** What an image tells of a face beside who it is. Advice: none of it is sure. Null where the network for it is missing. */
export type FaceSigns = {
  /** The liveness network's share for "a real face", 0 to 1. */
  readonly live: number | null;
  /** The expression network's shares, 0 to 1. */
  readonly expression: Readonly<Record<Expression, number>> | null;
};

export type Expression = 'happy' | 'neutral' | 'other';

export type Face = {
  readonly box: Box;
  readonly landmarks: Landmarks;
  readonly quality: FaceQuality;
  /** One of each engine that described it. */
  readonly templates: readonly Template[];
  /** Looks at the image again for what was not asked before. */
  signs(wanted: { readonly live?: boolean; readonly expression?: boolean }): Promise<FaceSigns>;
  /** The face with some of its surroundings as a JPEG, for evidence. Decodes the image again, so that no face holds one. */
  crop(): Promise<Buffer>;
};

export type ExtractionTimings = { readonly decode: Lap; readonly detect: Lap; readonly describe: Lap };

export type Extraction = {
  /** Every face found, largest first. */
  readonly faces: readonly Face[];
  readonly width: number;
  readonly height: number;
  readonly timings: ExtractionTimings;
};

/** A gallery person; a higher score is more alike. */
export type Candidate = {
  readonly personId: string;
  readonly score: number;
  /** What each engine gave, in its own unit. */
  readonly parts: { readonly [Part in EnginePart]?: number };
};

/** Whether the engines name the same person; `silent` when one has no opinion of its own. Null for one engine alone. */
export type Agreement = 'agree' | 'silent' | 'disagree';

export type Search = {
  /** The people most like the probe, best first, at most five. */
  readonly candidates: readonly Candidate[];
  readonly agreement: Agreement | null;
};

/** The templates of some people, ready to be searched. Never changes. */
export type Gallery = {
  /** People who can be found, without a borrowed cohort. */
  readonly size: number;
  /** Compares a face's templates; those of engines that the gallery does not use are passed over. */
  search(probe: readonly Template[]): Promise<Search>;
  /** Gives the memory back. Searches in hand finish; later ones reject. */
  close(): void;
};

export type GalleryPerson = {
  readonly personId: string;
  readonly templates: readonly Template[];
  /** Templates of faces that staff said are not this person: a probe like one of them scores less. */
  readonly notThem?: readonly (readonly Template[])[];
};

export type GalleryOptions = {
  /** `linear` is exact, `trees` sublinear; `auto` takes the exact one while the gallery is small. */
  readonly index?: 'auto' | 'linear' | 'trees';
  /** People who are compared with, so that scores mean the same on a small roster, and never found. */
  readonly cohort?: readonly GalleryPerson[];
  /** Where a person's SIFT templates come from when they are not in memory: asked for the short list of a search alone. */
  readonly loadSift?: (personIds: readonly string[]) => Promise<ReadonlyMap<string, readonly Template[]>>;
};

export type EngineName = EnginePart | 'fused';

/** How scores are read: the lowest that is a match, and by how much it must lead the next. */
export type Calibration = { readonly threshold: number; readonly margin: number };

/** Turns images into templates and compares them. Any number of calls may run at once. */
export type FaceEngine = {
  readonly name: EngineName;
  /** The engines whose templates it makes and reads, with their versions: templates of another version cannot be compared. */
  readonly parts: readonly { readonly engine: EnginePart; readonly modelVersion: string }[];
  /** Where what the engine learned brought its own; `defaultThreshold` and `defaultMargin` read it. */
  readonly calibration?: Calibration;
  /** Finds and describes the faces of a JPEG, PNG or PGM. Rejects with BadImage when it is not one whole image. */
  extract(image: Buffer, options?: { readonly maxFaces?: number }): Promise<Extraction>;
  serializeTemplate(template: Template): Buffer;
  /** Throws when the bytes are no template of that engine in this version. */
  parseTemplate(engine: EnginePart, bytes: Buffer): Template;
  buildGallery(people: readonly GalleryPerson[], options?: GalleryOptions): Promise<Gallery>;
  /** How alike two faces are, in the unit of `deep` where both have it, else of `sift` without normalisation. */
  compare(one: readonly Template[], other: readonly Template[]): number;
  close(): Promise<void>;
};
