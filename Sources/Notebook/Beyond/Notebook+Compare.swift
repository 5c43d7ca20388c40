import Fovea
import LessonKit
import LessonSwift

extension Notebook {
  /// `:compare coarse fine on scene`: boxes, time and cost of two detectors, side by side.
  func compare(_ argument: String) {
    let (names, options) = Self.options(argument, ["on"])
    let words = names.split(separator: " ").map(String.init)
    guard words.count == 2 else {
      return printer.remark(
        "`:compare` needs two detectors: `:compare coarse fine`, or `:compare coarse fine on scene`"
      )
    }
    guard let picture = find(Image.self, options["on"], called: "a picture", word: "on") else {
      return
    }
    var sides: [Side] = []
    for word in words {
      guard
        let detector = find(PictureDetector.self, word, called: "a detector", word: "on")
      else { return }
      do {
        sides.append(try Side(name: word, detector.value, on: picture.value))
      } catch {
        return printer.remark("\(word): \(error)")
      }
    }
    beginPictures()
    table(sides.map { ($0.name, $0.facts) })
    let (a, b) = (sides[0], sides[1])
    let shared = a.detections.count { found in
      b.detections.contains {
        $0.classIndex == found.classIndex && $0.box.iou(with: found.box) >= 0.5
      }
    }
    printer.remark(
      "\(shared) of \(a.name)'s \(a.detections.count) boxes have one of \(b.name)'s, of the same "
        + "class, at IoU 0.5 or more")
    do {
      let drawn = try sides.map {
        try picture.value.drawing($0.detections, classNames: $0.classNames)
      }
      show(
        try Image.grid(drawn, captions: sides.map { "\($0.name): \($0.facts)" }, columns: 2),
        caption: "\(a.name) and \(b.name) on \(picture.name)")
    } catch {
      printer.remark("\(error)")
    }
  }

  private struct Side {
    let name: String
    let classNames: [String]
    let detections: [Detection]
    let milliseconds: Double
    let flops: Int

    init(name: String, _ detector: any PictureDetector, on image: Image) throws {
      self.name = name
      classNames = detector.classNames
      flops = try detector.flops(width: image.width, height: image.height)
      let clock = ContinuousClock()
      let start = clock.now
      detections = try detector.detections(in: image)
      let elapsed = (clock.now - start).components
      milliseconds = Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) * 1e-15
    }

    var facts: String {
      "\(detections.count) box\(detections.count == 1 ? "" : "es"), "
        + "\(NumberText.duration(milliseconds: milliseconds)), \(NumberText.flops(flops))"
    }
  }
}
