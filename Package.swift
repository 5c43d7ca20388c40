// swift-tools-version: 6.1
import PackageDescription

// The house, bottom first: a target imports only what stands above it in this file.
// `Tests/HouseTests` reads the sources and fails on an upward import.

/// `FOVEA_DEV=1` (set by the Makefile and `.ci/run`) optimises the numeric targets in debug builds
/// too, so that `swift test` is quick. Without it no unsafe flag is used, and a package can depend
/// on Fovea by version.
let isDevelopment = Context.environment["FOVEA_DEV"] == "1"
let fastC: [CSetting] =
  isDevelopment ? [.unsafeFlags(["-O3"], .when(configuration: .debug))] : []
let fast: [SwiftSetting] =
  isDevelopment ? [.unsafeFlags(["-O"], .when(configuration: .debug))] : []

/// The lessons that exist, in course order: folders under `lessons/`.
let lessonFolders = [
  "01-tensors",
  "02-building-a-model",
  "03-sliding-window",
  "04-scoring",
  "05-segmentation",
  "06-overfeat",
  "07-rcnn",
  "08-sppnet",
  "09-fast-rcnn",
  "10-faster-rcnn",
  "11-mask-rcnn",
  "12-pose",
  "13-yolo",
  "14-yolo-anchors",
  "15-ssd",
  "16-detectnet",
]

let package = Package(
  name: "Fovea",
  products: [
    .library(name: "Fovea", targets: ["Fovea"]),
    .executable(name: "fovea", targets: ["FoveaCommand"]),
    .executable(name: "fovea-bench", targets: ["FoveaBench"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C: inner loops, and shims over four system libraries.
    .target(name: "CKernels", cSettings: fastC),
    .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
    .target(name: "CZip", linkerSettings: [.linkedLibrary("z")]),  // libpng brings zlib along
    .target(name: "CReadline", linkerSettings: [.linkedLibrary("readline")]),
    .target(
      name: "CMarkGFM",
      linkerSettings: [.linkedLibrary("cmark-gfm"), .linkedLibrary("cmark-gfm-extensions")]),

    // The library.
    .target(name: "Tensors", dependencies: ["CKernels"], swiftSettings: fast),
    .target(name: "Boxes", swiftSettings: fast),
    .target(name: "Images", dependencies: ["CPNG", "Tensors", "Boxes"], swiftSettings: fast),
    .target(name: "Layers", dependencies: ["Tensors"], swiftSettings: fast),
    .target(name: "Checkpoints", dependencies: ["CZip", "Tensors", "Layers"], swiftSettings: fast),
    .target(name: "Datasets", dependencies: ["Tensors", "Images", "Boxes"], swiftSettings: fast),
    .target(
      name: "Evaluation", dependencies: ["Boxes", "Images", "Datasets"], swiftSettings: fast),
    .target(
      name: "Detectors", dependencies: ["Tensors", "Layers", "Boxes", "Images"],
      swiftSettings: fast),
    .target(
      name: "Training",
      dependencies: [
        "Tensors", "Boxes", "Layers", "Detectors", "Checkpoints", "Datasets", "Evaluation",
        "Images",
      ],
      swiftSettings: fast),
    .target(
      name: "Fovea",
      dependencies: [
        "Tensors", "Boxes", "Images", "Layers", "Checkpoints", "Datasets", "Evaluation",
        "Detectors", "Training",
      ]),

    // The notebook.
    .target(name: "LessonSwift", swiftSettings: fast),
    .target(name: "LessonKit", dependencies: ["LessonSwift", "CMarkGFM", "Yams"]),
    .target(name: "Bindings", dependencies: ["LessonSwift", "Fovea"]),
    .target(name: "Notebook", dependencies: ["Bindings", "LessonKit", "CReadline"]),
    .executableTarget(
      name: "FoveaCommand",
      dependencies: [
        "Notebook", "Training", "Lessons", "Examples",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "FoveaBench", dependencies: ["Fovea", "Tensors"]),

    // What travels with the binary.
    .target(
      name: "Lessons", path: "lessons", exclude: ["README.md"], sources: ["Lessons.swift"],
      resources: (lessonFolders + ["weights", "quotes.json", "help.json"]).map { .copy($0) }),
    .target(
      name: "Examples", path: "examples", exclude: ["README.md", "peers"],
      sources: ["Examples.swift"],
      resources: [.copy("pictures")]),

    // One test target per module.
    .testTarget(name: "HouseTests"),
    .testTarget(
      name: "TensorsTests", dependencies: ["Tensors", "CKernels"], resources: [.copy("Fixtures")]),
    .testTarget(name: "BoxesTests", dependencies: ["Boxes"], resources: [.copy("Fixtures")]),
    .testTarget(name: "ImagesTests", dependencies: ["Images"], resources: [.copy("Fixtures")]),
    .testTarget(name: "LayersTests", dependencies: ["Layers"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "CheckpointsTests", dependencies: ["Checkpoints"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "EvaluationTests", dependencies: ["Evaluation"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "DetectorsTests", dependencies: ["Detectors", "Checkpoints"],
      resources: [.copy("Fixtures")]),
    .testTarget(name: "TrainingTests", dependencies: ["Training"]),
    .testTarget(name: "FoveaTests", dependencies: ["Fovea", "Lessons", "Examples"]),
    .testTarget(name: "LessonSwiftTests", dependencies: ["LessonSwift"]),
    .testTarget(
      name: "LessonKitTests", dependencies: ["LessonKit"], exclude: ["Fixtures"]),
    .testTarget(name: "BindingsTests", dependencies: ["Bindings", "Lessons", "Examples"]),
    // A terminal for tests that type at `fovea`.
    .target(
      name: "CPseudoTerminal", path: "Tests/CPseudoTerminal",
      linkerSettings: [.linkedLibrary("util")]),
    .testTarget(
      name: "NotebookTests",
      dependencies: ["Notebook", "FoveaCommand", "Lessons", "Examples", "CPseudoTerminal"]),
  ]
)

/// `FOVEA_ONLY=TensorsTests` keeps just that test target and what it needs: a short build while
/// working in one room of the house.
if let only = Context.environment["FOVEA_ONLY"] {
  let byName = Dictionary(uniqueKeysWithValues: package.targets.map { ($0.name, $0) })
  var kept: Set<String> = []
  var pending = only.split(separator: ",").map(String.init)
  while let name = pending.popLast() {
    guard let target = byName[name], kept.insert(name).inserted else { continue }
    for dependency in target.dependencies {
      if case .byNameItem(let name, _) = dependency { pending.append(name) }
    }
  }
  package.targets.removeAll { !kept.contains($0.name) }
  package.products.removeAll { product in
    !((product as? Product.Library)?.targets ?? (product as? Product.Executable)?.targets ?? [])
      .allSatisfy(kept.contains)
  }
}
