/// What a layer of a configuration computes, with everything that its section says of it.
public enum DarknetKind: Hashable, Sendable {
  public struct Convolutional: Hashable, Sendable {
    public let filters, size, stride, padding, groups: Int
    public let normalizes: Bool
    public let activation: DarknetActivation
  }

  public struct Connected: Hashable, Sendable {
    public let outputs: Int
    public let normalizes: Bool
    public let activation: DarknetActivation
  }

  /// A convolution whose every place has weights of its own.
  public struct Local: Hashable, Sendable {
    public let filters, size, stride, padding: Int
    public let activation: DarknetActivation
  }

  public struct MaxPool: Hashable, Sendable {
    public let size, stride: Int
    /// Rows and columns of padding altogether, half of them (rounded down) above and to the left.
    public let padding: Int
  }

  public struct Reorg: Hashable, Sendable {
    public let stride: Int
    public let isReverse, flattens: Bool
    /// Zeros behind a line, in place of everything else.
    public let extra: Int
  }

  public struct Shortcut: Hashable, Sendable {
    /// The layer whose output is added, by its number.
    public let source: Int
    /// Of the layer before, and of the source.
    public let alpha, beta: Float
    public let activation: DarknetActivation
  }

  public struct Softmax: Hashable, Sendable {
    public let groups: Int
    public let temperature: Float
    /// A file of a hierarchy of classes.
    public let tree: String?
  }

  /// YOLO version 1's grid.
  public struct DetectionHead: Hashable, Sendable {
    public let classes, boxes, side: Int
    /// Whether the network answers the roots of widths and heights.
    public let isRooted: Bool
    public let hasSoftmax: Bool
  }

  /// YOLO version 2's grid.
  public struct RegionHead: Hashable, Sendable {
    public let classes, coordinates: Int
    public let hasSoftmax: Bool
    public let tree: String?
    /// Width and height, in cells.
    public let anchors: [DarknetAnchor]
  }

  /// One of YOLO version 3's grids.
  public struct YOLOHead: Hashable, Sendable {
    public let classes: Int
    /// Width and height, in pixels of the network's input: those of this grid.
    public let anchors: [DarknetAnchor]
  }

  case convolutional(Convolutional)
  case connected(Connected)
  case local(Local)
  case maxpool(MaxPool)
  case avgpool
  /// Cuts the middle out; and, unless it adjusts nothing, brings 0…1 to −1…1.
  case crop(adjusts: Bool)
  case dropout(probability: Float)
  /// The layers whose outputs are joined, by their numbers.
  case route([Int])
  case shortcut(Shortcut)
  case reorg(Reorg)
  /// A stride below 0 makes the map smaller, by sums.
  case upsample(stride: Int, scale: Float)
  case softmax(Softmax)
  /// A loss: hands its input on.
  case cost
  case detection(DetectionHead)
  case region(RegionHead)
  case yolo(YOLOHead)

  /// Whether boxes are read out of it.
  public var isHead: Bool {
    switch self {
    case .detection, .region, .yolo: true
    default: false
    }
  }

  /// How many classes it tells apart, if it is a head.
  var classCount: Int? {
    switch self {
    case .detection(let head): head.classes
    case .region(let head): head.classes
    case .yolo(let head): head.classes
    default: nil
    }
  }
}

/// A box's standard width and height.
public struct DarknetAnchor: Hashable, Sendable {
  public let width, height: Float
}
