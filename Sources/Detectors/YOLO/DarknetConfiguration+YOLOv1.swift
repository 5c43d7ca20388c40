extension DarknetConfiguration {
  /// The network of YOLO's paper: 24 convolutional layers, two connected ones, and 7·7·(5·2 + 20) = 1470
  /// numbers.
  ///
  /// Darknet's own `yolov1.cfg` is a later one: batch norm, a `[local]` layer in place of the first connected
  /// one, and three boxes a cell, so 7·7·(5·3 + 20) = 1715 numbers.
  ///
  /// - Source: Redmon et al., "You Only Look Once", CVPR 2016, §2.1 and figure 3: 1×1 and 3×3 convolutions
  ///   in turn; leaky, but for the last layer (§2.2); dropout of ½ behind the first connected layer.
  /// - Example: `try DarknetBlueprint(DarknetConfiguration.yoloV1()).layers.count`
  public static func yoloV1() throws -> DarknetConfiguration {
    try DarknetConfiguration(text: yoloV1Text, file: "YOLO, figure 3")
  }

  private static var yoloV1Text: String {
    func convolution(_ filters: Int, _ size: Int, stride: Int = 1) -> String {
      "[convolutional]\nfilters=\(filters)\nsize=\(size)\nstride=\(stride)\npad=1\nactivation=leaky\n"
    }
    func pair(_ narrow: Int, _ wide: Int) -> String {
      convolution(narrow, 1) + convolution(wide, 3)
    }
    let pooling = "[maxpool]\nsize=2\nstride=2\n"
    var text = "[net]\nwidth=448\nheight=448\nchannels=3\n"
    text += convolution(64, 7, stride: 2) + pooling
    text += convolution(192, 3) + pooling
    text += pair(128, 256) + pair(256, 512) + pooling
    for _ in 0..<4 { text += pair(256, 512) }
    text += pair(512, 1024) + pooling
    for _ in 0..<2 { text += pair(512, 1024) }
    text += convolution(1024, 3) + convolution(1024, 3, stride: 2)
    text += convolution(1024, 3) + convolution(1024, 3)
    text += "[connected]\noutput=4096\nactivation=leaky\n[dropout]\nprobability=0.5\n"
    text += "[connected]\noutput=1470\nactivation=linear\n"
    text += "[detection]\nside=7\nnum=2\nclasses=20\ncoords=4\nsqrt=1\nrescore=1\n"
    return text
  }
}
