// Comes before OpenCV's own list on the include path: the binding compiles only the modules named here.
#pragma once
#define HAVE_OPENCV_CALIB3D
#define HAVE_OPENCV_CORE
#define HAVE_OPENCV_DNN
#define HAVE_OPENCV_FEATURES2D
#define HAVE_OPENCV_FLANN
#define HAVE_OPENCV_IMGCODECS
#define HAVE_OPENCV_IMGPROC
#define HAVE_OPENCV_OBJDETECT
#define HAVE_OPENCV_XFEATURES2D

// imdecode and imencode sit in the binding's io module beside windows and video, whose headers it needs;
// without-video.cc stands in for their libraries.
#define HAVE_OPENCV_VIDEOIO
#define HAVE_IO
