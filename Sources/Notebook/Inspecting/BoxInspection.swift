import Fovea

/// What is worth knowing about boxes: where they live, and which of them are amiss.
struct BoxInspection {
  /// Corners, in whichever space.
  private let boxes: [Box]
  private let isUnit: Bool

  /// - Parameter value: a box or detection, or an array of them; `nil` for anything else.
  init?(_ value: Any?, elements: [Any?]?) {
    let values = elements ?? [value]
    guard !values.isEmpty else { return nil }
    if let boxes = Self.all(values, { ($0 as? Box) ?? ($0 as? Detection)?.box }) {
      (self.boxes, isUnit) = (boxes, false)
    } else if let units = Self.all(values, { $0 as? UnitBox }) {
      boxes = units.map { Box(x1: $0.x1, y1: $0.y1, x2: $0.x2, y2: $0.y2) }
      isUnit = true
    } else {
      return nil
    }
  }

  private static func all<T>(_ values: [Any?], _ convert: (Any?) -> T?) -> [T]? {
    let found = values.compactMap(convert)
    return found.count == values.count ? found : nil
  }

  /// - Parameter picture: what "outside" is measured by, where one is known.
  func facts(picture: (name: String, width: Int, height: Int)?) -> [(String, String)] {
    var facts = [
      (
        "space",
        isUnit ? "fractions of a picture, 0…1" : "pixels of the picture, corners x1, y1, x2, y2"
      )
    ]
    facts.append(("degenerate", count(boxes.count(where: \.isDegenerate), "without an inside")))
    let frame =
      isUnit
      ? ("the picture", Box(x1: 0, y1: 0, x2: 1, y2: 1))
      : picture.map {
        (
          "\($0.name), \($0.width)×\($0.height)",
          Box(x: 0, y: 0, width: Float($0.width), height: Float($0.height))
        )
      }
    if let (name, frame) = frame {
      let out = boxes.count {
        $0.x1 < frame.x1 || $0.y1 < frame.y1 || $0.x2 > frame.x2 || $0.y2 > frame.y2
      }
      facts.append(("outside", count(out, "reach out of \(name)")))
    }
    let sound = boxes.filter { !$0.isDegenerate }
    if boxes.count > 1, !sound.isEmpty {
      facts.append(("widths", Self.spread(sound.map(\.width))))
      facts.append(("heights", Self.spread(sound.map(\.height))))
    }
    return facts
  }

  private func count(_ count: Int, _ what: String) -> String {
    count == 0 ? "none of \(boxes.count)" : "\(count) of \(boxes.count) \(what)"
  }

  private static func spread(_ values: [Float]) -> String {
    let sorted = values.sorted()
    func text(_ value: Float) -> String { NumberText.short(Double(value)) }
    return "\(text(sorted[0])) to \(text(sorted[sorted.count - 1])), "
      + "median \(text(sorted[sorted.count / 2]))"
  }
}
