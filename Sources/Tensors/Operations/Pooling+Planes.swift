/// Calls `body` for each of `count` planes (of an image and a channel), or channels.
///
/// `body` must write to its own plane only: then the result does not depend on the threads.
@inline(__always)
func forEachPlane(_ count: Int, _ body: (_ plane: Int) -> Void) {
  for plane in 0..<count { body(plane) }
}
