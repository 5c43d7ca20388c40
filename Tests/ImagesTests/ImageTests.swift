import Images
import Tensors
import Testing

@Suite struct ImageTests {
  @Test func fillAndPixels() throws {
    var image = try Image(width: 3, height: 2, color: Color(1, 2, 3))
    #expect(image.channels == 3)
    #expect(try image.pixel(x: 2, y: 1) == Color(1, 2, 3))
    try image.setPixel(x: 2, y: 0, to: Color(9, 8, 7))
    #expect(try image.pixel(x: 2, y: 0) == Color(9, 8, 7))
    #expect(try image.pixel(x: 0, y: 1) == Color(1, 2, 3))
    #expect(try Image(width: 1, height: 1, color: .clear).channels == 4)
  }

  @Test(arguments: [(0, 4), (4, 0), (-1, 4), (16_385, 1), (16_384, 16_385), (Int.max, Int.max)])
  func absurdSizesAreRefused(width: Int, height: Int) {
    #expect(throws: ImageError.self) { try Image(width: width, height: height) }
  }

  @Test(arguments: [(3, 0), (0, 2), (-1, 0), (Int.min, Int.max)])
  func pixelsOutsideAreRefused(x: Int, y: Int) throws {
    let image = try Image(width: 3, height: 2)
    let error = #expect(throws: ImageError.self) { try image.pixel(x: x, y: y) }
    #expect(error?.expected == "x in 0…2 and y in 0…1")
    #expect(error?.found == "x \(x), y \(y)")
  }

  @Test func channelConversions() throws {
    let color = try Image(width: 1, height: 1, color: Color(200, 100, 50))
    // (200·19595 + 100·38470 + 50·7471 + 32768) >> 16
    #expect(try color.grey().pixel(x: 0, y: 0) == Color(124, 124, 124))
    #expect(try color.rgba().pixel(x: 0, y: 0) == Color(200, 100, 50))
    #expect(color.grey().rgb().channels == 3)
    let half = try Image(width: 1, height: 1, color: Color(255, 0, 0, alpha: 128))
    #expect(try half.rgb(over: .black).pixel(x: 0, y: 0) == Color(128, 0, 0))
    #expect(try half.rgb().pixel(x: 0, y: 0) == Color(255, 127, 127))
  }

  @Test func tensorsThereAndBack() throws {
    var image = try Image(width: 3, height: 2, color: Color(0, 51, 255))
    try image.setPixel(x: 2, y: 1, to: Color(255, 0, 102))
    let tensor = try image.tensor()
    #expect(tensor.shape == [1, 3, 2, 3])
    #expect(tensor.values[5] == 1)  // red, row 1, column 2
    #expect(abs(tensor.values[6] - 0.2) < 1e-6)  // green, row 0, column 0
    #expect(try Image(tensor) == image)
    #expect(try Image.tensor(of: [image, image]).shape == [2, 3, 2, 3])
    #expect(throws: ImageError.self) { try Image.tensor(of: []) }
    #expect(throws: ImageError.self) { try Image.tensor(of: [image, image.grey()]) }
  }

  @Test func tensorValuesAreClampedAndNaNIsBlack() throws {
    let tensor = try Tensor([-1, 0.5, 7, .nan, .infinity, -.infinity], shape: [1, 2, 3])
    let image = try Image(tensor)
    #expect(image.channels == 1)
    let values = try image.tensor().values.map { ($0 * 255).rounded() }
    #expect(values == [0, 128, 255, 0, 255, 0])
  }

  @Test(arguments: [[2, 3], [2, 4, 4], [2, 3, 4, 4], [5], [3, 0, 4], []])
  func tensorsThatAreNoPictureAreRefused(shape: [Int]) throws {
    let tensor = try Tensor.full(shape, 0)
    #expect(throws: (any Error).self) { try Image(tensor) }
  }
}
