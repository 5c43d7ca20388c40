import Fovea
import LessonSwift

extension HostLibrary {
  /// Masks as pixels and as runs, their overlap, and polygons.
  mutating func addMasks() {
    type(RunLengthMask.self, named: "RunLengthMask", help: "A mask as runs down the columns.")

    initializer(
      "init(polygons: [[Double]], width: Int, height: Int) throws", of: Mask.self,
      help: "The pixels inside polygons x, y, x, y …, as pycocotools finds them."
    ) { (polygons: [[Double]], width: Int, height: Int) in
      try Mask(polygons: polygons, width: width, height: height)
    }
    initializer(
      "init(width: Int, height: Int, filling box: Box) throws", of: Mask.self,
      help: "The pixels whose centres lie in the box."
    ) { (width: Int, height: Int, box: Box) in
      try Mask(width: width, height: height, filling: box)
    }
    property("runLengths: [Int]", on: Mask.self, help: "Down the columns, first those outside.") {
      (mask: Mask) in mask.runLengths
    }
    property("polygons: [[Double]]", on: Mask.self, help: "The outlines of its parts.") {
      (mask: Mask) in mask.polygons
    }
    method("func iou(with other: Mask) throws -> Float", on: Mask.self) {
      (mask: Mask, other: Mask) in try mask.iou(with: other)
    }
    method("func intersectionArea(with other: Mask) throws -> Int", on: Mask.self) {
      (mask: Mask, other: Mask) in try mask.intersectionArea(with: other)
    }

    initializer("init(_ mask: Mask)", of: RunLengthMask.self) { (mask: Mask) in
      RunLengthMask(mask)
    }
    initializer(
      "init(text: String, width: Int, height: Int) throws", of: RunLengthMask.self,
      help: "From the string of a COCO file."
    ) { (text: String, width: Int, height: Int) in
      try RunLengthMask(text: text, width: width, height: height)
    }
    property("runs: [Int]", on: RunLengthMask.self) { (mask: RunLengthMask) in mask.runs }
    property("text: String", on: RunLengthMask.self, help: "As COCO files write it.") {
      (mask: RunLengthMask) in mask.text
    }
    property("area: Int", on: RunLengthMask.self) { (mask: RunLengthMask) in mask.area }
    property("box: Box?", on: RunLengthMask.self) { (mask: RunLengthMask) in mask.box }
    property("mask: Mask", on: RunLengthMask.self, help: "Unpacked.") { (mask: RunLengthMask) in
      mask.mask
    }
    method(
      "func iou(with other: RunLengthMask, isCrowd: Bool = false) throws -> Double",
      on: RunLengthMask.self, help: "With a crowd: the share of this mask that it covers."
    ) { (mask: RunLengthMask, other: RunLengthMask, isCrowd: Bool) in
      try mask.iou(with: other, isCrowd: isCrowd)
    }
    method("func union(_ other: RunLengthMask) throws -> RunLengthMask", on: RunLengthMask.self) {
      (mask: RunLengthMask, other: RunLengthMask) in try mask.union(other)
    }
    method(
      "func intersection(_ other: RunLengthMask) throws -> RunLengthMask", on: RunLengthMask.self
    ) { (mask: RunLengthMask, other: RunLengthMask) in try mask.intersection(other) }
  }
}
