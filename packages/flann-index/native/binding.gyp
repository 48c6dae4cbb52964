{
  # settings.gypi is written by scripts/setup/build-native.mjs: opencv_include, opencv_lib_flags, node_addon_api_include.
  "includes": ["settings.gypi"],
  "targets": [
    {
      "target_name": "flann_index",
      "sources": ["addon.cc", "arguments.cc", "build-worker.cc", "index-object.cc", "search-worker.cc", "stored-index.cc"],
      "include_dirs": ["<(opencv_include)", "<(node_addon_api_include)"],
      "libraries": ["<@(opencv_lib_flags)", "-lopencv_flann", "-lopencv_core"],
      "defines": ["NAPI_VERSION=8", "NODE_ADDON_API_CPP_EXCEPTIONS"],
      "cflags!": ["-fno-exceptions"],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti"],
      "cflags_cc": ["-Wall", "-Wextra", "-isystem <(opencv_include)"],
      "xcode_settings": { "GCC_ENABLE_CPP_EXCEPTIONS": "YES", "GCC_ENABLE_CPP_RTTI": "YES" }
    }
  ]
}
