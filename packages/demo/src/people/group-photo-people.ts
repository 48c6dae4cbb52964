/** A face in one of the group photos of @vladmandic/face-api, boxed as a frontal face detector boxes it, in pixels. */
export type GroupPhotoFace = {
  readonly photo: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
};

export type GroupPhotoPerson = GroupPhotoFace & {
  readonly number: string;
  readonly name: string;
  /** Another photo of this person, for the camera to see; else it sees the one that enrols. */
  readonly seen?: GroupPhotoFace;
};

/**
 * The demo class: one clear, frontal face for each person, and nobody who may be among the strangers. The people are real;
 * their names and numbers are not, they were made up for this class.
 */
export const classmates: readonly GroupPhotoPerson[] = [
  { number: '25001', name: 'Siti Rahmawati', photo: 'sample6.jpg', x: 243, y: 509, size: 258 },
  { number: '25002', name: 'Dewi Lestari', photo: 'sample6.jpg', x: 623, y: 356, size: 239 },
  { number: '25003', name: 'Ayu Pratiwi', photo: 'sample6.jpg', x: 1155, y: 338, size: 236 },
  { number: '25004', name: 'Rina Kusumawati', photo: 'sample6.jpg', x: 1445, y: 284, size: 267 },
  { number: '25005', name: 'Putri Maharani', photo: 'sample5.jpg', x: 354, y: 891, size: 244 },
  { number: '25006', name: 'Indah Permatasari', photo: 'sample3.jpg', x: 556, y: 342, size: 239 },
  { number: '25007', name: 'Fitri Handayani', photo: 'sample5.jpg', x: 783, y: 122, size: 199 },
  { number: '25008', name: 'Maya Anggraini', photo: 'sample5.jpg', x: 1089, y: 217, size: 187 },
  { number: '25009', name: 'Nadia Safitri', photo: 'sample3.jpg', x: 1480, y: 314, size: 249 },
  {
    number: '25010',
    name: 'Lia Andriani',
    photo: 'sample3.jpg',
    x: 1027,
    y: 225,
    size: 275,
    seen: { photo: 'sample1.jpg', x: 1469, y: 218, size: 236 },
  },
];

/** Others from these photos, whom the class does not know. */
export const strangers: readonly GroupPhotoFace[] = [
  { photo: 'sample1.jpg', x: 364, y: 363, size: 244 },
  { photo: 'sample5.jpg', x: 1359, y: 409, size: 244 },
  { photo: 'sample5.jpg', x: 639, y: 454, size: 164 },
  { photo: 'sample4.jpg', x: 251, y: 212, size: 240 },
  { photo: 'sample4.jpg', x: 1240, y: 160, size: 215 },
  { photo: 'sample1.jpg', x: 796, y: 450, size: 216 },
  { photo: 'sample2.jpg', x: 889, y: 258, size: 212 },
];
