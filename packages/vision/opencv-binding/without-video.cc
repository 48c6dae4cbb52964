// The binding's io module holds image decoding together with windows and video. Hadir decodes images only, so the symbols
// of the other two are defined here and throw: the addon then needs neither libopencv_highgui nor libopencv_videoio,
// which would bring GTK or Qt, FFmpeg and GStreamer into every container.
#include <opencv2/highgui.hpp>
#include <opencv2/videoio.hpp>

namespace {
[[noreturn]] void notBuilt() {
  CV_Error(cv::Error::StsNotImplemented, "windows and video are not built into this binding");
}
} // namespace

namespace cv {

void imshow(const String&, InputArray) { notBuilt(); }
int waitKey(int) { notBuilt(); }
int waitKeyEx(int) { notBuilt(); }
void destroyWindow(const String&) { notBuilt(); }
void destroyAllWindows() { notBuilt(); }

VideoCapture::VideoCapture() : throwOnFail(false) {}
VideoCapture::~VideoCapture() {}
bool VideoCapture::open(const String&, int) { notBuilt(); }
bool VideoCapture::open(const String&, int, const std::vector<int>&) { notBuilt(); }
bool VideoCapture::open(int, int) { notBuilt(); }
bool VideoCapture::open(int, int, const std::vector<int>&) { notBuilt(); }
bool VideoCapture::isOpened() const { return false; }
void VideoCapture::release() {}
bool VideoCapture::grab() { notBuilt(); }
bool VideoCapture::retrieve(OutputArray, int) { notBuilt(); }
VideoCapture& VideoCapture::operator>>(Mat&) { notBuilt(); }
VideoCapture& VideoCapture::operator>>(UMat&) { notBuilt(); }
bool VideoCapture::read(OutputArray) { notBuilt(); }
bool VideoCapture::set(int, double) { notBuilt(); }
double VideoCapture::get(int) const { notBuilt(); }

VideoWriter::VideoWriter() {}
VideoWriter::~VideoWriter() {}
bool VideoWriter::open(const String&, int, double, Size, bool) { notBuilt(); }
bool VideoWriter::isOpened() const { return false; }
void VideoWriter::release() {}
void VideoWriter::write(InputArray) { notBuilt(); }
VideoWriter& VideoWriter::operator<<(const Mat&) { notBuilt(); }
VideoWriter& VideoWriter::operator<<(const UMat&) { notBuilt(); }
bool VideoWriter::set(int, double) { notBuilt(); }
double VideoWriter::get(int) const { notBuilt(); }
int VideoWriter::fourcc(char, char, char, char) { notBuilt(); }

} // namespace cv
