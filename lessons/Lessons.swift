/// The lessons and trained weights travel as this target's resources; `Fovea.Resources` finds them.
public enum Lessons {}
