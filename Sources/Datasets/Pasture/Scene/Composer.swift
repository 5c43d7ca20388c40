import Boxes
import Images
import Tensors

/// Turns a layout into pixels and ground truth: paints the landscape, then lays one figure after
/// the other over it, the farthest first, and keeps account of who owns which pixel.
struct Composer {
  let frame: Frame
  let weather: Weather
  let landscape: Landscape
  let placements: [Placement]
  let seed: Int

  /// The whole of a figure on its own sheet, as large as it needs, and how many pixels it fills.
  private struct Drawn {
    var layer: Layer
    let behind: Layer?
    let amodalArea: Int
    let amodalBox: Box
  }

  func compose(using generator: inout SeededGenerator) -> PastureScene {
    let (width, height) = (frame.pixelWidth, frame.pixelHeight)
    var picture = Layer(
      columns: 0..<width, rows: 0..<height, filledWith: weather.skyLow.withOpacity(1))
    var stuff = [UInt8](repeating: UInt8(PastureStuff.sky.rawValue), count: width * height)
    SkyPainter(frame: frame, weather: weather, landscape: landscape)
      .paint(on: &picture, using: &generator)
    let groundPainter = GroundPainter(frame: frame, weather: weather, landscape: landscape)
    groundPainter.paint(on: &picture, map: &stuff)

    let drawn = placements.enumerated().map { draw($1, index: $0, ground: groundPainter) }
    for (placement, figure) in zip(placements, drawn) where placement.kind != .kite {
      castShadow(of: figure.layer, placement, on: &picture)
    }
    // 0: no thing; k + 1: the thing of placement k.
    var owners = [Int32](repeating: 0, count: width * height)
    for (index, figure) in drawn.enumerated() {
      if let behind = figure.behind { picture.compose(behind) }
      picture.compose(figure.layer)
      claim(figure.layer, index: index, owners: &owners, stuff: &stuff)
    }
    Finish(frame: frame, weather: weather, seed: seed).apply(to: &picture, using: &generator)
    return PastureScene(
      seed: seed, image: Finish.image(of: picture),
      things: things(drawn, owners: owners), stuff: stuff)
  }

  private func draw(_ placement: Placement, index: Int, ground: GroundPainter) -> Drawn {
    let scale = placement.scale * frame.scale
    let foot = frame.pixels(placement.foot)
    let (width, height) = (frame.pixelWidth, frame.pixelHeight)
    func sheet(margin: Float) -> Layer {
      // At most one picture beyond each border.
      Layer(
        columns: Layer.span(
          placement.left * frame.scale - margin, placement.right * frame.scale + margin,
          within: (-width)..<(2 * width)),
        rows: Layer.span(
          placement.top * frame.scale - margin, placement.bottom * frame.scale + margin,
          within: (-height)..<(2 * height)))
    }
    func canvas(_ layer: Layer) -> Canvas {
      Canvas(
        layer: layer, light: weather.light, origin: foot, scale: scale,
        isMirrored: placement.isMirrored,
        grainSeed: landscape.seed &+ UInt32(truncatingIfNeeded: index) &* 977)
    }
    var front = canvas(sheet(margin: 2))
    placement.figure.draw(on: &front)
    var layer = front.layer
    let air =
      placement.kind == .kite
      ? weather.hazeStrength * 0.35 : weather.hazeStrength * ground.air(at: placement.nearness)
    layer.fade(to: weather.haze, air)
    if placement.kind != .kite { shadeFoot(of: &layer, placement) }

    var behind: Layer?
    if placement.figure is Kite || placement.figure is House {
      var back = canvas(sheet(margin: scale * 3.5))
      placement.figure.drawBehind(on: &back)
      back.layer.fade(to: weather.haze, air)
      behind = back.layer
    }
    var area = 0
    var (left, top, right, bottom) = (Int.max, Int.max, Int.min, Int.min)
    for (row, y) in layer.rows.enumerated() {
      for (column, x) in layer.columns.enumerated()
      where layer.pixels[row * layer.width + column].w >= 0.5 {
        area += 1
        (left, right) = (min(left, x), max(right, x + 1))
        (top, bottom) = (min(top, y), max(bottom, y + 1))
      }
    }
    let box =
      area > 0
      ? Box(x1: Float(left), y1: Float(top), x2: Float(right), y2: Float(bottom))
      : Box(x1: foot.x, y1: foot.y, x2: foot.x, y2: foot.y)
    return Drawn(layer: layer, behind: behind, amodalArea: area, amodalBox: box)
  }

  /// Less sky reaches what is close to the ground.
  private func shadeFoot(of layer: inout Layer, _ placement: Placement) {
    let foot = placement.foot.y * frame.scale
    let reach = max(1, (placement.bottom - placement.top) * frame.scale * 0.3)
    for (row, y) in layer.rows.enumerated() {
      let dark = 0.2 * max(0, 1 - (foot - Float(y)) / reach)
      guard dark > 0 else { continue }
      for i in (row * layer.width)..<((row + 1) * layer.width) {
        layer.pixels[i] = layer.pixels[i].scaled(1 - min(0.2, dark))
      }
    }
  }

  /// Darkens the ground where the figure, laid flat away from the sun, would lie; and a soft pool
  /// around its foot.
  private func castShadow(of layer: Layer, _ placement: Placement, on picture: inout Layer) {
    let strength = weather.shadow
    let foot = frame.pixels(placement.foot)
    let height = (foot.y - Float(layer.rows.lowerBound))
    let (reachX, reachY) = weather.shadowReach
    let horizon = landscape.ground.horizon * frame.scale
    let left = Float(layer.columns.lowerBound) + min(0, reachX * height)
    let right = Float(layer.columns.upperBound) + max(0, reachX * height)
    let poolX = max(0.5, (placement.right - placement.left) * frame.scale * 0.42)
    let poolY = poolX * 0.24
    let columns = Layer.span(left - 2, right + 2, within: picture.columns)
    let rows = Layer.span(
      foot.y - poolY * 1.3, foot.y + max(reachY * height, poolY * 1.3) + 2,
      within: picture.rows)
    let middle = (placement.left + placement.right) * 0.5 * frame.scale
    for y in rows where Float(y) > horizon {
      for x in columns {
        let p = Point(Float(x) + 0.5, Float(y) + 0.5)
        // The height whose shadow falls here.
        let h = (p.y - foot.y) / reachY
        var dark: Float = 0
        if h > -0.5 {
          // Softer and fainter the higher the part that casts it.
          let spread = 0.25 + h * 0.035
          let sum =
            layer.opacity(at: p.x - reachX * h - spread, foot.y - h)
            + layer.opacity(at: p.x - reachX * h + spread, foot.y - h)
            + layer.opacity(at: p.x - reachX * h, foot.y - h - spread)
          dark = strength * sum / 3 * (1 - 0.35 * min(1, h / max(1, height)))
        }
        let (dx, dy) = ((p.x - middle) / poolX, (p.y - foot.y) / max(0.5, poolY))
        let pool = max(0, 1 - dx * dx - dy * dy)
        dark = max(dark, min(0.34, 0.16 + strength * 0.5) * pool)
        guard dark > 0 else { continue }
        let at = (y - picture.rows.lowerBound) * picture.width + x - picture.columns.lowerBound
        picture.pixels[at] = picture.pixels[at] * Tint(1 - dark, 1 - dark * 0.95, 1 - dark * 0.8, 1)
      }
    }
  }

  /// A pixel belongs to the nearest figure that covers at least half of it.
  private func claim(_ layer: Layer, index: Int, owners: inout [Int32], stuff: inout [UInt8]) {
    let columns = layer.columns.clamped(to: 0..<frame.pixelWidth)
    let rows = layer.rows.clamped(to: 0..<frame.pixelHeight)
    guard !columns.isEmpty else { return }
    let isThing = placements[index].kind != nil
    for y in rows {
      for x in columns where layer.opacity(x: x, y: y) >= 0.5 {
        let at = y * frame.pixelWidth + x
        owners[at] = isThing ? Int32(index) + 1 : 0
        if !isThing { stuff[at] = UInt8(PastureStuff.grass.rawValue) }
      }
    }
  }

  private func things(_ drawn: [Drawn], owners: [Int32]) -> [PastureThing] {
    let (width, height) = (frame.pixelWidth, frame.pixelHeight)
    var bits = placements.map { _ in [UInt8]() }
    for (at, owner) in owners.enumerated() where owner > 0 {
      let index = Int(owner) - 1
      if bits[index].isEmpty { bits[index] = Array(repeating: 0, count: width * height) }
      bits[index][at] = 1
    }
    var things: [PastureThing] = []
    for (index, placement) in placements.enumerated() {
      guard let kind = placement.kind, !bits[index].isEmpty else { continue }
      let mask = Mask(width: width, height: height, bits: bits[index])
      guard let box = mask.box else { continue }
      let area = mask.area
      things.append(
        PastureThing(
          kind: kind, mask: mask, area: area, box: box, amodalBox: drawn[index].amodalBox,
          visibleFraction: Float(area) / Float(max(1, drawn[index].amodalArea)),
          keypoints: keypoints(of: placement, owner: Int32(index) + 1, owners: owners)))
    }
    return things
  }

  private func keypoints(of placement: Placement, owner: Int32, owners: [Int32])
    -> [PlacedKeypoint]
  {
    guard let person = placement.figure as? Person else { return [] }
    let places = person.keypoints()
    let foot = frame.pixels(placement.foot)
    let scale = placement.scale * frame.scale
    return Keypoint.allCases.map { keypoint in
      // A mirrored person is drawn the other way round: their left is where the right was.
      let source = placement.isMirrored ? keypoint.mirrored : keypoint
      let place = places[source.rawValue]
      let x = foot.x + place.at.x * (placement.isMirrored ? -scale : scale)
      let y = foot.y + place.at.y * scale
      guard x >= 0, y >= 0, x < Float(frame.pixelWidth), y < Float(frame.pixelHeight) else {
        return PlacedKeypoint(x: 0, y: 0, visibility: .unlabelled)
      }
      let isOwn = isOwned(x: Int(x), y: Int(y), by: owner, owners)
      return PlacedKeypoint(x: x, y: y, visibility: isOwn && !place.isHidden ? .visible : .hidden)
    }
  }

  /// Whether the pixel, or at the figure's rim one of its four neighbours, is the person's.
  private func isOwned(x: Int, y: Int, by owner: Int32, _ owners: [Int32]) -> Bool {
    for (dx, dy) in [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)] {
      let (column, row) = (x + dx, y + dy)
      guard column >= 0, column < frame.pixelWidth, row >= 0, row < frame.pixelHeight else {
        continue
      }
      if owners[row * frame.pixelWidth + column] == owner { return true }
    }
    return false
  }
}
