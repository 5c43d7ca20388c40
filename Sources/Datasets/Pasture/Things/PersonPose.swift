import Images
import Tensors

/// A person's joints, in shares of the person's height: x right, y down, feet at y = 0.
///
/// Seen from the front, from the back, or from the side facing right. `first` limbs are drawn
/// first: the far ones of a side view, the person's right ones of a front view.
struct PersonPose: Sendable {
  enum View: Sendable { case front, back, side }

  /// Shoulder, elbow, wrist or hip, knee, ankle.
  struct Limb: Sendable {
    var root, middle, end: Point

    /// Two bones hanging from `root`, each at an angle from straight down, in degrees; positive
    /// angles swing towards +x.
    init(root: Point, _ upper: Float, _ lower: Float, lengths: (Float, Float)) {
      self.root = root
      middle = Limb.swung(root, upper, lengths.0)
      end = Limb.swung(middle, lower, lengths.1)
    }

    private static func swung(_ from: Point, _ degrees: Float, _ length: Float) -> Point {
      Point(
        from.x + Trigonometry.sine(turns: degrees / 360) * length,
        from.y + Trigonometry.cosine(turns: degrees / 360) * length)
    }

    mutating func apply(_ transform: Transform) {
      root = transform(root)
      middle = transform(middle)
      end = transform(end)
    }
  }

  let view: View
  var firstArm, secondArm, firstLeg, secondLeg: Limb
  /// Where the head's centre is, and how the upper body leans (degrees, positive to the right).
  var head: Point
  var hips: Point
  let lean: Float
  let isSitting: Bool

  private static let arm: (Float, Float) = (0.165, 0.155)
  private static let leg: (Float, Float) = (0.225, 0.215)

  init(using generator: inout SeededGenerator) {
    switch generator.index(below: 10) {
    case 0..<4: self.init(frontal: .front, using: &generator)
    case 4: self.init(frontal: .back, using: &generator)
    default: self.init(sideUsing: &generator)
    }
  }

  /// Standing or walking towards the viewer or away.
  private init(frontal view: View, using generator: inout SeededGenerator) {
    self.view = view
    isSitting = false
    lean = generator.between(-3, 3)
    let spread = generator.between(2, 9)
    let stride = generator.chance(0.4) ? generator.between(0.82, 0.95) : 1
    // Angles of the arm on the picture's left, outward positive; the other may differ.
    let arms: [(Float, Float)] = [
      (10, 4), (14, -8), (9, 12), (46, -48), (148, 168), (132, 172), (88, 84), (60, 118),
    ]
    let one = generator.pick(arms, or: (10, 5))
    let same = generator.chance(0.6)
    let other = same ? one : generator.pick(arms, or: (10, 5))
    let jitter = generator.between(-6, 6)
    firstArm = Limb(
      root: Point(-0.118, -0.765), -one.0 + jitter, -one.1 + jitter, lengths: Self.arm)
    secondArm = Limb(
      root: Point(0.118, -0.765), other.0 + jitter, other.1 + jitter, lengths: Self.arm)
    // Of a step towards the viewer only the raised, shortened leg shows.
    firstLeg = Limb(
      root: Point(-0.06, -0.47), -spread, -spread * 0.5, lengths: (0.225, 0.215 * stride))
    secondLeg = Limb(root: Point(0.06, -0.47), spread, spread * 0.5, lengths: Self.leg)
    head = Point(0, -0.9)
    hips = Point(0, -0.47)
    finish()
  }

  /// Standing, walking, running, reaching up or sitting, facing right.
  private init(sideUsing generator: inout SeededGenerator) {
    view = .side
    let sway = generator.between(-5, 5)
    let hip = Point(0, -0.47)
    let shoulder = Point(0, -0.765)
    // Near arm, far arm, near leg, far leg: upper and lower angle of each.
    let poses: [(arms: [Float], legs: [Float], lean: Float, sits: Bool)] = [
      ([4, 14, -4, 10], [3, -2, -4, -6], 0, false),  // standing
      ([-24, -10, 26, 42], [24, 16, -20, -34], 3, false),  // walking
      ([22, 40, -22, -8], [-18, -32, 22, 14], 3, false),  // walking, the other foot
      ([-52, 34, 48, 128], [48, 2, -28, -84], 11, false),  // running
      ([112, 138, 8, 18], [6, 0, -8, -10], -3, false),  // reaching up
      ([62, 84, 54, 78], [10, 4, -10, -16], 4, false),  // holding something out
      ([28, 62, 20, 54], [114, 40, 106, 50], -8, true),  // sitting on the grass
    ]
    let pose = generator.pick(poses, or: poses[0])
    isSitting = pose.sits
    lean = pose.lean + sway * 0.4
    secondArm = Limb(root: shoulder, pose.arms[0] + sway, pose.arms[1] + sway, lengths: Self.arm)
    firstArm = Limb(root: shoulder, pose.arms[2] + sway, pose.arms[3] + sway, lengths: Self.arm)
    secondLeg = Limb(root: hip, pose.legs[0] + sway, pose.legs[1] + sway, lengths: Self.leg)
    firstLeg = Limb(root: hip, pose.legs[2] + sway, pose.legs[3] + sway, lengths: Self.leg)
    head = Point(0.012, -0.9)
    hips = hip
    finish()
  }

  /// Leans the upper body over the hips and puts the lower foot on the ground.
  private mutating func finish() {
    let lean = Transform.rotation(degrees: lean, about: hips)
    firstArm.apply(lean)
    secondArm.apply(lean)
    head = lean(head)
    let lowest = max(firstLeg.end.y, secondLeg.end.y, isSitting ? hips.y + 0.05 : -9)
    let drop = Transform.translation(0, -0.035 - lowest)
    firstArm.apply(drop)
    secondArm.apply(drop)
    firstLeg.apply(drop)
    secondLeg.apply(drop)
    head = drop(head)
    hips = drop(hips)
  }

  /// From the upright body (hips at (0, -0.47)) to the leaning one.
  var torso: Transform {
    Transform.rotation(degrees: lean, about: Point(0, -0.47))
      .followed(by: .translation(hips.x, hips.y + 0.47))
  }
}
