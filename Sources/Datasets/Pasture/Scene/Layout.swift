import Images
import Tensors

/// One figure and where it stands, in base units.
struct Placement: Sendable {
  /// `nil` for scenery.
  let kind: PastureClass?
  let figure: any Figure
  let foot: Point
  /// Base units per unit of the figure.
  let scale: Float
  /// 0 at the horizon, 1 at the lower edge; what is nearer is drawn later.
  let nearness: Float
  let isMirrored: Bool

  var left: Float { foot.x + scale * (isMirrored ? -figure.reach.right : figure.reach.left) }
  var right: Float { foot.x + scale * (isMirrored ? -figure.reach.left : figure.reach.right) }
  var top: Float { foot.y + scale * figure.reach.top }
  var bottom: Float { foot.y + scale * figure.reach.bottom }
}

/// Decides what is in a scene and where: 3 to 10 things, and scenery between them.
struct Layout {
  let frame: Frame
  let weather: Weather
  let landscape: Landscape
  private(set) var placements: [Placement] = []

  /// How often each class is drawn, before flocks.
  private static let weights: [(PastureClass, Float)] = [
    (.sheep, 0.2), (.person, 0.19), (.tree, 0.13), (.dog, 0.115), (.cat, 0.115), (.house, 0.085),
    (.tractor, 0.085), (.kite, 0.08),
  ]

  init(
    frame: Frame, weather: Weather, landscape: Landscape,
    using generator: inout SeededGenerator
  ) {
    self.frame = frame
    self.weather = weather
    self.landscape = landscape
    let wanted = 3 + generator.index(below: 8)
    var tries = 0
    while thingCount < wanted, tries < 60 {
      tries += 1
      let kind = drawKind(using: &generator)
      let isFlock = kind == .sheep && generator.chance(0.45)
      guard let first = place(kind, using: &generator), isFlock else { continue }
      let more = 1 + generator.index(below: 3)
      for _ in 0..<more where thingCount < wanted {
        place(kind, near: first, using: &generator)
      }
    }
    addScenery(using: &generator)
    // Far ones first; the order of equals is the order of drawing lots.
    placements = placements.enumerated().sorted {
      ($0.element.nearness, $0.offset) < ($1.element.nearness, $1.offset)
    }.map(\.element)
  }

  private var thingCount: Int { placements.count { $0.kind != nil } }

  private func drawKind(using generator: inout SeededGenerator) -> PastureClass {
    var draw = generator.unit() * Self.weights.reduce(0) { $0 + $1.1 }
    for (kind, weight) in Self.weights {
      draw -= weight
      if draw < 0 { return kind }
    }
    return .sheep
  }

  private func makeFigure(_ kind: PastureClass, using generator: inout SeededGenerator)
    -> any Figure
  {
    switch kind {
    case .person: Person(using: &generator)
    case .sheep: Sheep(using: &generator)
    case .cat: Cat(using: &generator)
    case .dog: Dog(using: &generator)
    case .tree: Tree(using: &generator)
    case .house: House(using: &generator)
    case .tractor: Tractor(using: &generator)
    case .kite: Kite(using: &generator)
    }
  }

  /// How near things of a class may stand.
  private func nearness(of kind: PastureClass) -> (Float, Float) {
    switch kind {
    case .person: (0.24, 1.06)
    case .sheep: (0.26, 1.08)
    case .cat: (0.46, 1.08)
    case .dog: (0.38, 1.08)
    case .tree: (0.14, 0.6)
    case .house: (0.12, 0.42)
    case .tractor: (0.2, 0.78)
    case .kite: (0.25, 0.75)
    }
  }

  @discardableResult
  private mutating func place(
    _ kind: PastureClass, near leader: Placement? = nil, using generator: inout SeededGenerator
  ) -> Placement? {
    let figure = makeFigure(kind, using: &generator)
    let isMirrored = generator.chance(0.5)
    for _ in 0..<14 {
      let range = nearness(of: kind)
      var nearness = generator.between(range.0, range.1)
      var x = frame.width * generator.between(-0.02, 1.02)
      if let leader {
        nearness = max(range.0, min(range.1, leader.nearness + generator.between(-0.1, 0.1)))
        x =
          leader.foot.x
          + generator.between(-1.7, 1.7) * landscape.ground.scale(at: nearness) * figure.unit
      }
      let scale = landscape.ground.scale(at: nearness) * figure.unit
      var foot = Point(x, landscape.ground.y(at: nearness))
      if kind == .kite {
        foot.y = landscape.ground.horizon * generator.between(0.08, 0.92)
      }
      let candidate = Placement(
        kind: kind, figure: figure, foot: foot, scale: scale,
        nearness: kind == .kite ? 0.01 + nearness * 0.01 : nearness, isMirrored: isMirrored)
      // The first three keep apart, so that at least three are seen.
      let crowding: Float = generator.chance(0.25) ? 0.75 : 0.45
      if fits(candidate, crowding: thingCount < 3 ? 0.3 : crowding) {
        placements.append(candidate)
        return candidate
      }
    }
    return nil
  }

  /// Whether a thing may stand there: enough of it inside the picture, not in the water, and nobody
  /// hidden by more than `crowding`.
  private func fits(_ candidate: Placement, crowding: Float) -> Bool {
    let inside =
      overlap(candidate.left, candidate.right, 0, frame.width)
      * overlap(candidate.top, candidate.bottom, 0, frame.height)
    let area = (candidate.right - candidate.left) * (candidate.bottom - candidate.top)
    guard inside > 0.42 * area, area > 90 else { return false }
    if candidate.kind != .kite {
      let half = (candidate.right - candidate.left) * 0.35
      for x in [candidate.foot.x - half, candidate.foot.x, candidate.foot.x + half]
      where landscape.pondDistance(x: x, y: candidate.foot.y) < 1.1 {
        return false
      }
      if candidate.kind == .house || candidate.kind == .tree, let track = landscape.track,
        candidate.nearness > track.far
      {
        let away = abs(candidate.foot.x - track.center(at: candidate.nearness))
        if away < track.halfWidth * candidate.nearness + half { return false }
      }
    }
    for other in placements where other.kind != nil {
      let shared =
        overlap(candidate.left, candidate.right, other.left, other.right)
        * overlap(candidate.top, candidate.bottom, other.top, other.bottom)
      guard shared > 0 else { continue }
      let far = other.nearness < candidate.nearness ? other : candidate
      let farArea = (far.right - far.left) * (far.bottom - far.top)
      if shared > crowding * farArea { return false }
      // Two that stand on one spot would grow through each other.
      if abs(other.nearness - candidate.nearness) < 0.025, shared > 0.2 * farArea { return false }
    }
    return true
  }

  /// Whether scenery would stand before more than a third of a thing.
  private func hides(_ scenery: Placement) -> Bool {
    placements.contains { thing in
      guard thing.kind != nil, thing.nearness < scenery.nearness else { return false }
      let shared =
        overlap(scenery.left, scenery.right, thing.left, thing.right)
        * overlap(scenery.top, scenery.bottom, thing.top, thing.bottom)
      return shared > (thing.right - thing.left) * (thing.bottom - thing.top) / 3
    }
  }

  private func overlap(_ a: Float, _ b: Float, _ c: Float, _ d: Float) -> Float {
    max(0, min(b, d) - max(a, c))
  }

  private mutating func addScenery(using generator: inout SeededGenerator) {
    let ground = landscape.ground
    func add(_ figure: any Figure, nearness: Float, x: Float, to list: inout [Placement]) {
      list.append(
        Placement(
          kind: nil, figure: figure, foot: Point(x, ground.y(at: nearness)),
          scale: ground.scale(at: nearness) * figure.unit, nearness: nearness,
          isMirrored: generator.chance(0.5)))
    }
    var list: [Placement] = []
    for _ in 0..<(2 + generator.index(below: 5)) {
      let draw = generator.index(below: 10)
      let figure: any Figure =
        switch draw {
        case 0...3: Bush(using: &generator)
        case 4...6: Rock(using: &generator)
        case 7...8: Fence(using: &generator)
        default: Bale(using: &generator)
        }
      let nearness = generator.between(0.12, 0.8)
      let x = frame.width * generator.between(0, 1)
      let isWet = landscape.pondDistance(x: x, y: ground.y(at: nearness)) < 1.15
      add(figure, nearness: nearness, x: x, to: &list)
      if let last = list.last, isWet || hides(last) { list.removeLast() }
    }
    for _ in 0..<(12 + generator.index(below: 14)) {
      // More of them near, where they show.
      let nearness = 1.12 - generator.unit() * generator.unit() * 0.85
      let x = frame.width * generator.unit()
      let y = ground.y(at: nearness)
      let figure = Tuft(color: weather.nearGrass, using: &generator)
      if let track = landscape.track, nearness > track.far,
        abs(x - track.center(at: nearness)) < track.halfWidth * nearness * 1.1
      {
        continue
      }
      if landscape.pondDistance(x: x, y: y) > 1.12 {
        add(figure, nearness: nearness, x: x, to: &list)
      }
    }
    placements += list
  }
}
