internal import CPNG
import Foundation

// PNG files.
extension Image {
  /// Reads a PNG of any colour type, bit depth and interlace.
  ///
  /// Grey becomes 1 channel, colour and palette 3, and anything with transparency (alpha or tRNS)
  /// 4. 16-bit samples are rounded to 8. Text, colour profiles and gamma are ignored, so samples
  /// are the file's own.
  ///
  /// - Throws: `ImageError` naming the path when it cannot be read, is no PNG, is damaged, or is
  ///   larger than 16384 pixels a side or 256 Mpx (refused before anything is allocated).
  /// - Parameter path: of the file.
  /// - Example:
  ///       try Image(example: "pasture-01.png").write(to: "/tmp/fovea-help.png")
  ///       try Image(contentsOf: "/tmp/fovea-help.png")
  public init(contentsOf path: String) throws {
    try self.init(png: try readPictureFile(path), name: path)
  }

  /// Reads a PNG that is already in memory; `name` stands in its errors.
  public init(png bytes: [UInt8], name: String = "PNG bytes") throws {
    try checkIsPNG(bytes, name)
    let side = UInt32(Image.largestSide)
    var info = cpng_info()
    guard cpng_read_header(bytes, bytes.count, side, &info) == 0 else {
      throw damaged(name, info, bytes)
    }
    let (width, height, channels) = (Int(info.width), Int(info.height), Int(info.channels))
    try Image.checkSize(width, height, operation: name)
    let count = width * height * channels
    var failed = false
    let samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      failed =
        cpng_read_samples(bytes, bytes.count, side, buffer.baseAddress, count, &info) != 0
      initialized = failed ? 0 : count
    }
    if failed { throw damaged(name, info, bytes) }
    self.init(width: width, height: height, channels: channels, samples: samples)
  }

  /// The picture as the bytes of a PNG file.
  public func pngBytes() throws -> [UInt8] {
    var block: UnsafeMutablePointer<UInt8>?
    var count = 0
    var info = cpng_info()
    let failed = cpng_write(
      samples, UInt32(width), UInt32(height), Int32(channels), &block, &count, &info)
    defer { cpng_free(block) }
    guard failed == 0, let block else {
      throw ImageError("pngBytes", expected: "to encode \(self)", found: words(of: info))
    }
    return Array(UnsafeBufferPointer(start: block, count: count))
  }

  /// Writes a PNG. The file is written aside and then renamed: whoever reads `path` sees the old
  /// picture or the new one, never half of it.
  ///
  /// - Throws: `ImageError` naming the path when it cannot be written.
  /// - Example: `try Image(example: "pasture-01.png").write(to: "/tmp/fovea-help.png")`
  public func write(to path: String) throws {
    // Renaming over a device would put a file in its place, for every program on the machine.
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw ImageError(
        path, expected: "to write a PNG there",
        found: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "something that is no file",
        hint: "give the name of a file, such as picture.png")
    }
    let bytes = try pngBytes()
    let aside = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max)).part"
    func refuse() -> ImageError {
      let reason = String(cString: strerror(errno))
      remove(aside)
      return ImageError(
        path, expected: "to write a PNG there", found: reason,
        hint: "check that the folder exists and that you may write in it")
    }
    guard let file = fopen(aside, "wb") else { throw refuse() }
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else { throw refuse() }
    guard rename(aside, path) == 0 else { throw refuse() }
  }
}

/// A picture file in memory; refuses folders, devices and anything over 1 GiB.
private func readPictureFile(_ path: String) throws -> [UInt8] {
  func refuse(_ found: String, _ hint: String = "") -> ImageError {
    ImageError(path, expected: "a PNG file", found: found, hint: hint)
  }
  var status = stat()
  guard stat(path, &status) == 0 else {
    throw refuse(
      String(cString: strerror(errno)).lowercased(),
      "check the spelling; a relative path starts at the folder fovea was started in")
  }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw refuse(
      status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "something that is no regular file")
  }
  let size = Int(status.st_size)
  guard size <= 1 << 30 else { throw refuse("a file of \(size >> 20) MiB") }
  guard let file = fopen(path, "rb") else {
    throw refuse(String(cString: strerror(errno)).lowercased(), "check its permissions")
  }
  defer { fclose(file) }
  return [UInt8](unsafeUninitializedCapacity: max(1, size)) { buffer, initialized in
    initialized = fread(buffer.baseAddress, 1, size, file)
  }
}

private func checkIsPNG(_ bytes: [UInt8], _ name: String) throws {
  let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  if bytes.starts(with: signature) { return }
  func starts(_ text: String, at offset: Int = 0) -> Bool {
    bytes.dropFirst(offset).starts(with: text.utf8)
  }
  var convert = "convert it to PNG, for example with ImageMagick: magick INPUT OUTPUT.png"
  let found: String
  switch true {
  case bytes.isEmpty:
    found = "an empty file"
    convert = "was the download or the program that wrote it interrupted?"
  case bytes.starts(with: [0xFF, 0xD8, 0xFF]):
    found = "a JPEG"
    convert =
      "djpeg PHOTO.jpg | pnmtopng > PHOTO.png, or magick PHOTO.jpg PHOTO.png "
      + "(reading JPEG itself needs the package trait JPEG, which is not there yet)"
  case signature.starts(with: bytes):
    found = "only the first \(bytes.count) bytes of a PNG"
    convert = "was the download or the program that wrote it interrupted?"
  case starts("GIF8"): found = "a GIF"
  case starts("RIFF") && starts("WEBP", at: 8): found = "a WebP"
  case starts("BM"): found = "a BMP"
  case starts("II*\0") || starts("MM\0*"): found = "a TIFF"
  case starts("ftyp", at: 4): found = "a HEIC, AVIF or MP4"
  case starts("%PDF"): found = "a PDF"
  case starts("P") && bytes.count > 1 && (0x31...0x37).contains(bytes[1]): found = "a PNM"
  default:
    let first = bytes.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
    found = "\(bytes.count) bytes that start with \(first)"
  }
  throw ImageError(name, expected: "a PNG file", found: found, hint: convert)
}

private func damaged(_ name: String, _ info: cpng_info, _ bytes: [UInt8]) -> ImageError {
  let reason = words(of: info)
  // libpng says only "Invalid IHDR data" when the user limits refuse a header: say which.
  if bytes.count >= 24, reason.contains("IHDR") {
    let side = { (at: Int) in bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
    let (width, height) = (side(16), side(20))
    if width > Image.largestSide || height > Image.largestSide {
      return ImageError(
        name, expected: "a picture of at most \(Image.largestSide) pixels a side",
        found: "\(width)×\(height)", hint: "resize it before, with another program")
    }
  }
  return ImageError(
    name, expected: "an undamaged PNG", found: "a damaged one of \(bytes.count) bytes (\(reason))",
    hint: "copy or download the file again")
}

private func words(of info: cpng_info) -> String {
  let text = withUnsafeBytes(of: info.message) { raw in
    String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
  }
  return text.isEmpty ? "an unknown fault" : text
}
