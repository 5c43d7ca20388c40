// Which coverage, tolerance and number of votes suit pasture-detectnet: COCO AP50 and AP75 on sixty scenes of the
// training split. Run by `fovea run docs/training/detectnet_grouping.swift`; printed in docs/model-cards.md.
import Fovea

let detector = try DetectNetDetector(network: PastureDetectNet.trained())
var scenes: [PastureScene] = []
for number in 0..<60 {
  try scenes.append(PastureSplit.training.scene(950_000 + number))
}

func scored(_ detector: DetectNetDetector) throws -> String {
  var record = try DetectionRecord(classNames: PastureDetectNet.classNames)
  for scene in scenes {
    try record.add(scene, detections: detector.detections(in: scene.image))
  }
  let scores = try record.cocoScores()
  return String(
    format: "AP50 %.3f  AP75 %.3f", scores.averagePrecision(iou: 0.5) ?? 0,
    scores.averagePrecision(iou: 0.75) ?? 0)
}

let coverages: [Float] = [0.1, 0.2, 0.3, 0.45]
let tolerances: [Float] = [0.1, 0.25, 0.4]
for coverage in coverages {
  for tolerance in tolerances {
    for least in 0..<3 {
      var trial = detector
      trial.leastCoverage = coverage
      trial.grouping = try RectangleGrouping(least: least, tolerance: tolerance)
      print(
        "coverage", coverage, "tolerance", tolerance, "more than", least, "votes",
        try scored(trial))
    }
  }
}
