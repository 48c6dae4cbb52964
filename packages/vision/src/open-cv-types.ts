import type { OpenCv } from './pixels/open-cv.ts';

export type Mat = InstanceType<OpenCv['Mat']>;
export type KeyPoint = InstanceType<OpenCv['KeyPoint']>;
export type Cascade = InstanceType<OpenCv['CascadeClassifier']>;
export type SiftDetector = InstanceType<OpenCv['SIFTDetector']>;
export type Net = ReturnType<OpenCv['readNetFromONNX']>;
