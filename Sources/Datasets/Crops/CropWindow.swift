import Boxes
import Images
import Tensors

/// Chooses square windows in a scene: around a thing, or where there is none.
enum CropWindow {
  /// At least 16 pixels on the shorter side, and at least 60 % of it visible.
  static func isSuitable(_ thing: PastureThing) -> Bool {
    min(thing.box.width, thing.box.height) >= 16 && thing.visibleFraction >= 0.6
  }

  /// A square around a box with 5 to 45 % of context, off centre by up to a tenth of its side, and
  /// moved back inside the picture where it sticks out.
  static func around(
    _ box: Box, in scene: PastureScene, using generator: inout SeededGenerator
  ) -> Box {
    let longer = max(box.width, box.height)
    let side = longer * generator.uniform(1.05..<1.45)
    let slack = side * 0.1
    let x = (box.x1 + box.x2) / 2 + generator.uniform(-slack..<slack)
    let y = (box.y1 + box.y2) / 2 + generator.uniform(-slack..<slack)
    return square(x: x, y: y, side: side, in: scene)
  }

  /// A square whose IoU with every thing is below 0.1.
  ///
  /// - Parameter nearThing: whether it is to touch or slightly overlap one; where no such window is
  ///   found, or the scene is empty, it may be anywhere.
  static func background(
    of scene: PastureScene, nearThing: Bool, using generator: inout SeededGenerator
  ) -> Box {
    let largest = Float(min(scene.width, scene.height)) / 2
    for attempt in 0..<200 {
      let side = 16 + (largest - 16) * generator.unit() * generator.unit()
      let window: Box
      if nearThing, attempt < 100, !scene.things.isEmpty {
        let thing = scene.things[generator.index(below: scene.things.count)].box
        // Centre on the rim of the box grown by up to half a window, so that the two touch.
        let (dx, dy) = ((thing.width + side) / 2, (thing.height + side) / 2)
        let along = generator.uniform(-1..<1)
        let reach = generator.uniform(0.7..<0.98)
        let (u, v) = generator.chance(0.5) ? (along, reach) : (reach, along)
        let (signX, signY): (Float, Float) = (
          generator.chance(0.5) ? 1 : -1, generator.chance(0.5) ? 1 : -1
        )
        window = square(
          x: (thing.x1 + thing.x2) / 2 + dx * u * signX,
          y: (thing.y1 + thing.y2) / 2 + dy * v * signY, side: side, in: scene)
        guard window.intersectionArea(with: thing) > 0 else { continue }
      } else {
        window = square(
          x: generator.uniform(0..<Float(scene.width)),
          y: generator.uniform(0..<Float(scene.height)), side: side, in: scene)
      }
      if scene.things.allSatisfy({ window.iou(with: $0.box) < 0.1 }) { return window }
    }
    // The smallest window in the corner that things leave freest.
    let corners = [(0, 0), (1, 0), (0, 1), (1, 1)].map { x, y in
      square(
        x: Float(x * scene.width), y: Float(y * scene.height), side: 16, in: scene)
    }
    func worst(_ window: Box) -> Float {
      scene.things.map { window.iou(with: $0.box) }.max() ?? 0
    }
    return corners.min { worst($0) < worst($1) } ?? corners[0]
  }

  /// A square of at most the picture's shorter side, moved inside the picture.
  private static func square(x: Float, y: Float, side: Float, in scene: PastureScene) -> Box {
    let (width, height) = (Float(scene.width), Float(scene.height))
    let side = min(side, width, height)
    let left = max(0, min(width - side, x - side / 2))
    let top = max(0, min(height - side, y - side / 2))
    return Box(x1: left, y1: top, x2: left + side, y2: top + side)
  }
}
