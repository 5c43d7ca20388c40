// How well both YOLOs find tall, squarish and wide things: VOC AP50 on a hundred validation scenes, with things
// of another shape ignored. Run by `fovea run docs/training/by_shape.swift`; printed in docs/model-cards.md.
import Fovea

let names = PastureYOLOv3.classNames
let first = try YOLOv1Detector(network: PastureYOLOv1.trained(), leastScore: 0.02)
let third = try YOLODetector(network: PastureYOLOv3.trained(), leastScore: 0.02)

/// 0 for tall, 1 for squarish, 2 for wide.
func shape(_ box: Box) -> Int {
  box.aspectRatio < 0.6 ? 0 : (box.aspectRatio > 1.5 ? 2 : 1)
}

let shapes = ["tall, under 0.6", "squarish", "wide, over 1.5"]
var firstRecords: [DetectionRecord] = []
var thirdRecords: [DetectionRecord] = []
for _ in shapes {
  try firstRecords.append(DetectionRecord(classNames: names))
  try thirdRecords.append(DetectionRecord(classNames: names))
}
var counts = [0, 0, 0]
for number in 0..<100 {
  let scene = try PastureSplit.validation.scene(number)
  let byFirst = try first.detections(in: scene.image)
  let byThird = try third.detections(in: scene.image)
  for bin in shapes.indices {
    let truths = scene.things.map {
      TruthObject(
        box: $0.box, classIndex: $0.kind.rawValue,
        isDifficult: $0.isIgnored || shape($0.box) != bin)
    }
    let wanted = scene.things.filter { !$0.isIgnored && shape($0.box) == bin }
    counts[bin] += wanted.count
    // A box of another shape that finds no wanted thing is nobody's mistake here.
    func counted(_ detections: [Detection]) -> [Detection] {
      detections.filter { found in
        shape(found.box) == bin
          || wanted.contains {
            $0.kind.rawValue == found.classIndex && $0.box.iou(with: found.box) >= 0.5
          }
      }
    }
    try firstRecords[bin].add(truths: truths, detections: counted(byFirst))
    try thirdRecords[bin].add(truths: truths, detections: counted(byThird))
  }
}
for bin in shapes.indices {
  let one = try firstRecords[bin].vocScores().meanAveragePrecision ?? 0
  let three = try thirdRecords[bin].vocScores().meanAveragePrecision ?? 0
  print(
    shapes[bin], counts[bin], "things,", String(format: "pasture-yolo-v1 %.3f,", one),
    String(format: "pasture-yolo-v3 %.3f", three))
}
