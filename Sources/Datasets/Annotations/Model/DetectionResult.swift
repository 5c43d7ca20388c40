/// One detection out of a results file: what anybody's detector says it sees.
public struct DetectionResult: Sendable {
  /// The `id` of its picture and of its class, in the data set that it is scored against.
  public var pictureID, classID: Int
  /// As the file states it; else around the mask or the keypoints.
  public var bounds: PreciseBox
  public var segmentation: Segmentation?
  /// One for each keypoint of the class, or none.
  public var keypoints: [ScoredKeypoint]
  /// Higher is surer; usually in 0…1.
  public var score: Double
  /// Whether the file states a box; some state only a mask.
  public var hasBox: Bool
  /// Where it stands in the file.
  public var place: Place

  public init(
    pictureID: Int, classID: Int, bounds: PreciseBox, segmentation: Segmentation? = nil,
    keypoints: [ScoredKeypoint] = [], score: Double, hasBox: Bool = true, place: Place = .nowhere
  ) {
    self.pictureID = pictureID
    self.classID = classID
    self.bounds = bounds
    self.segmentation = segmentation
    self.keypoints = keypoints
    self.score = score
    self.hasBox = hasBox
    self.place = place
  }

  /// A keypoint as a detector places it. What the third number means is the detector's own affair;
  /// scoring does not look at it.
  public struct ScoredKeypoint: Hashable, Sendable {
    /// In pixels.
    public var x, y: Double
    public var score: Double

    public init(x: Double, y: Double, score: Double) {
      self.x = x
      self.y = y
      self.score = score
    }
  }
}

extension DetectionResult: Hashable {
  /// Where a result stood in its file is no part of what it says.
  public static func == (a: DetectionResult, b: DetectionResult) -> Bool {
    a.pictureID == b.pictureID && a.classID == b.classID && a.bounds == b.bounds
      && a.segmentation == b.segmentation && a.keypoints == b.keypoints && a.score == b.score
      && a.hasBox == b.hasBox
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(pictureID)
    hasher.combine(classID)
    hasher.combine(score)
  }
}
