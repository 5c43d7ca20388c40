/// The 17 places on a person that COCO marks, in COCO's order. Left and right are the person's own.
///
/// - Source: Lin et al., "Microsoft COCO: Common Objects in Context", 2014, and the annotation
///   format of the keypoint challenge.
/// - Example: `Keypoint.names`
public enum Keypoint: Int, CaseIterable, Sendable {
  case nose, leftEye, rightEye, leftEar, rightEar, leftShoulder, rightShoulder, leftElbow
  case rightElbow, leftWrist, rightWrist, leftHip, rightHip, leftKnee, rightKnee, leftAnkle
  case rightAnkle

  /// COCO's names, in its order: nose, left_eye …
  ///
  /// - Example: `Keypoint.names`
  public static let names = allCases.map(\.name)

  /// COCO's name: `left_shoulder`.
  public var name: String {
    switch self {
    case .nose: "nose"
    case .leftEye: "left_eye"
    case .rightEye: "right_eye"
    case .leftEar: "left_ear"
    case .rightEar: "right_ear"
    case .leftShoulder: "left_shoulder"
    case .rightShoulder: "right_shoulder"
    case .leftElbow: "left_elbow"
    case .rightElbow: "right_elbow"
    case .leftWrist: "left_wrist"
    case .rightWrist: "right_wrist"
    case .leftHip: "left_hip"
    case .rightHip: "right_hip"
    case .leftKnee: "left_knee"
    case .rightKnee: "right_knee"
    case .leftAnkle: "left_ankle"
    case .rightAnkle: "right_ankle"
    }
  }

  /// The same place on the other side of the body; the nose is its own.
  public var mirrored: Keypoint {
    guard self != .nose else { return self }
    return Keypoint(rawValue: rawValue % 2 == 1 ? rawValue + 1 : rawValue - 1) ?? self
  }

  /// The lines that COCO draws between keypoints.
  public static let skeleton: [(Keypoint, Keypoint)] = [
    (.leftAnkle, .leftKnee), (.leftKnee, .leftHip), (.rightAnkle, .rightKnee),
    (.rightKnee, .rightHip), (.leftHip, .rightHip), (.leftShoulder, .leftHip),
    (.rightShoulder, .rightHip), (.leftShoulder, .rightShoulder), (.leftShoulder, .leftElbow),
    (.rightShoulder, .rightElbow), (.leftElbow, .leftWrist), (.rightElbow, .rightWrist),
    (.leftEye, .rightEye), (.nose, .leftEye), (.nose, .rightEye), (.leftEye, .leftEar),
    (.rightEye, .rightEar), (.leftEar, .leftShoulder), (.rightEar, .rightShoulder),
  ]
}
