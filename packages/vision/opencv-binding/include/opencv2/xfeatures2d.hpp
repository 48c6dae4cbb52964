// The binding looks for SIFT in the contrib module xfeatures2d; since OpenCV 4.4 it is in features2d.
#pragma once
#include <opencv2/features2d.hpp>

namespace cv {
namespace xfeatures2d {

using SIFT = cv::SIFT;

// The binding names SURF beside SIFT. It is patented and not in Debian's OpenCV, so making one is an error.
class SURF : public cv::Feature2D {
public:
  static cv::Ptr<SURF> create(double, int, int, bool, bool) {
    CV_Error(cv::Error::StsNotImplemented, "SURF is not built");
  }
  virtual double getHessianThreshold() const = 0;
  virtual int getNOctaves() const = 0;
  virtual int getNOctaveLayers() const = 0;
  virtual bool getExtended() const = 0;
  virtual bool getUpright() const = 0;
};

} // namespace xfeatures2d
} // namespace cv
