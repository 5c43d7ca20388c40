/// An sRGB colour with 8 bits a channel.
public struct Color: Hashable, Sendable {
  public var red, green, blue, alpha: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8, alpha: UInt8 = 255) {
    self.red = red
    self.green = green
    self.blue = blue
    self.alpha = alpha
  }
}
