import Images

extension Person {
  /// The 17 keypoints in shares of the height, and whether the person's own body hides each.
  ///
  /// As drawn, before any mirroring: of a front view the person's left is at +x, of a back view at
  /// -x; of a side view facing right the near limbs are the right ones.
  func keypoints() -> [(at: Point, isHidden: Bool)] {
    var places = [(at: Point, isHidden: Bool)](repeating: (Point(0, 0), false), count: 17)
    func set(_ keypoint: Keypoint, _ at: Point, hidden: Bool = false) {
      places[keypoint.rawValue] = (at, hidden)
    }
    let isBack = pose.view == .back
    let isSide = pose.view == .side
    // `first` limbs stand at -x of a front view (the person's right), and on the far side (the
    // person's left) of a side view.
    let firstIsLeft = isBack || isSide
    func limb(
      _ limb: PersonPose.Limb, _ left: [Keypoint], isFirst: Bool, behind: [(Point, Point, Float)]
    ) {
      let names = isFirst == firstIsLeft ? left : left.map(\.mirrored)
      for (i, at) in [limb.root, limb.middle, limb.end].enumerated() {
        let covered = behind.contains { at.distance(toLineFrom: $0.0, to: $0.1) < $0.2 }
        set(names[i], at, hidden: covered)
      }
    }
    let arms: [Keypoint] = [.leftShoulder, .leftElbow, .leftWrist]
    let legs: [Keypoint] = [.leftHip, .leftKnee, .leftAnkle]
    var trunk: [(Point, Point, Float)] = []
    var nearLeg: [(Point, Point, Float)] = []
    if isSide {
      trunk = [(pose.torso(Point(0, -0.75)), pose.torso(Point(0, -0.5)), 0.06)]
      nearLeg = [
        (pose.secondLeg.root, pose.secondLeg.middle, 0.045),
        (pose.secondLeg.middle, pose.secondLeg.end, 0.035),
      ]
    }
    limb(pose.firstArm, arms, isFirst: true, behind: trunk)
    limb(pose.secondArm, arms, isFirst: false, behind: [])
    limb(pose.firstLeg, legs, isFirst: true, behind: nearLeg)
    limb(pose.secondLeg, legs, isFirst: false, behind: [])

    let head = Transform.rotation(degrees: pose.lean)
      .followed(by: .translation(pose.head.x, pose.head.y))
    if isSide {
      set(.nose, head(Point(0.083, 0.012)))
      set(.rightEye, head(Point(0.045, -0.012)))
      set(.leftEye, head(Point(0.066, -0.012)), hidden: true)
      set(.rightEar, head(Point(-0.012, 0.008)), hidden: style.hair == .long)
      set(.leftEar, head(Point(0.0, 0.008)), hidden: true)
    } else {
      let left: Float = isBack ? -1 : 1
      let earsHidden = style.hair == .long
      set(.nose, head(Point(0, 0.015)), hidden: isBack)
      set(.leftEye, head(Point(0.032 * left, -0.012)), hidden: isBack)
      set(.rightEye, head(Point(-0.032 * left, -0.012)), hidden: isBack)
      set(.leftEar, head(Point(0.078 * left, 0.008)), hidden: earsHidden)
      set(.rightEar, head(Point(-0.078 * left, 0.008)), hidden: earsHidden)
    }
    return places
  }
}

extension Point {
  /// How far this point is from the line between two points.
  func distance(toLineFrom a: Point, to b: Point) -> Float {
    let along = b - a
    let square = along.x * along.x + along.y * along.y
    let from = self - a
    let t = square > 0 ? max(0, min(1, (from.x * along.x + from.y * along.y) / square)) : 0
    return (self - a.interpolated(to: b, at: t)).length
  }
}
