{
  # Builds the addon of opencv4nodejs from a copy of its sources (cc/) with the modules that Hadir uses.
  # settings.gypi is written by scripts/setup/build-native.mjs: binding_sources, opencv_include, opencv_lib_flags, nan_include.
  "includes": ["settings.gypi"],
  "targets": [
    {
      "target_name": "opencv4nodejs",
      "sources": ["<@(binding_sources)", "without-video.cc"],
      "include_dirs": ["include", "<(opencv_include)", "cc", "cc/core", "cc/native-node-utils", "<(nan_include)"],
      "libraries": [
        "<@(opencv_lib_flags)",
        "-lopencv_calib3d",
        "-lopencv_dnn",
        "-lopencv_objdetect",
        "-lopencv_features2d",
        "-lopencv_imgcodecs",
        "-lopencv_imgproc",
        "-lopencv_core"
      ],
      "cflags!": ["-fno-exceptions"],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++17"],
      "cflags_cc": ["-std=gnu++17", "-w"],
      "xcode_settings": { "GCC_ENABLE_CPP_EXCEPTIONS": "YES", "GCC_ENABLE_CPP_RTTI": "YES" },
      # The binding is glue around OpenCV's own optimised code; -O1 halves the time to compile it.
      "configurations": { "Release": { "cflags!": ["-O3"], "cflags": ["-O1"] } }
    }
  ]
}
