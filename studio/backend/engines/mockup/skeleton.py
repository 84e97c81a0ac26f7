"""Poses and the skeleton they put up: joints in figure units (the figure is about 900 high, the floor at y = 0)."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

from studio.backend.engines.mockup.geometry import Affine, Point

HIP_Y, HIP_X = -350.0, 54.0
THIGH, SHIN, FOOT = 148.0, 146.0, 50.0
SHOULDER = (112.0, -254.0)
UPPER_ARM, FOREARM = 108.0, 106.0
HEAD = (0.0, -400.0)
HEAD_SCALE = 1.14


@dataclass(frozen=True, slots=True)
class Pose:
    """Angles in degrees: limbs from straight down, growing outwards; `hold` is the tool's, outwards from upright.

    The second arm holds the tool. `lift` is how far the figure floats above the floor, on a clear peg.
    """

    name: str
    arms: tuple[tuple[float, float], tuple[float, float]]
    legs: tuple[tuple[float, float], tuple[float, float]]
    lean: float
    tilt: float
    hold: float
    hand: str
    lift: float


@dataclass(frozen=True, slots=True)
class Limb:
    """Three joints from the body outwards, and which way is outwards (-1 left, 1 right)."""

    start: Point
    middle: Point
    end: Point
    side: int

    @property
    def end_angle(self) -> float:
        """Direction of the outer bone, in degrees clockwise from right."""
        return math.degrees(math.atan2(self.end[1] - self.middle[1], self.end[0] - self.middle[0]))


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The joints of a pose: arms and legs as (left, right), the frames of torso and head."""

    pose: Pose
    arms: tuple[Limb, Limb]
    legs: tuple[Limb, Limb]
    torso: Affine
    head: Affine


def load_poses(path: Path) -> tuple[Pose, ...]:
    """The poses of the resource file."""
    return tuple(
        Pose(
            name=entry["name"],
            arms=(tuple(entry["arms"][0]), tuple(entry["arms"][1])),
            legs=(tuple(entry["legs"][0]), tuple(entry["legs"][1])),
            lean=entry["lean"],
            tilt=entry["tilt"],
            hold=entry["hold"],
            hand=entry["hand"],
            lift=entry.get("lift", 0.0),
        )
        for entry in json.loads(path.read_text(encoding="utf-8"))
    )


def build_skeleton(pose: Pose) -> Skeleton:
    """Put a pose up: the lower foot on the floor (or `lift` above it), arms hung on the leaning torso."""
    legs = tuple(_leg(angles, side) for angles, side in zip(pose.legs, (-1, 1), strict=True))
    lowest = max(leg.end[1] for leg in legs)
    rise = -FOOT - lowest - pose.lift
    torso = Affine.moved(0, HIP_Y + rise) @ Affine.turned(pose.lean)
    arms = tuple(_arm(torso, angles, side) for angles, side in zip(pose.arms, (-1, 1), strict=True))
    head = torso @ Affine.moved(*HEAD) @ Affine.turned(pose.tilt) @ Affine.scaled(HEAD_SCALE)
    raised = tuple(Limb(*((x, y + rise) for x, y in (leg.start, leg.middle, leg.end)), side=leg.side) for leg in legs)
    return Skeleton(pose, (arms[0], arms[1]), (raised[0], raised[1]), torso, head)


def _leg(angles: tuple[float, float], side: int) -> Limb:
    hip = (side * HIP_X, HIP_Y)
    knee = _along(hip, angles[0], side, THIGH)
    return Limb(hip, knee, _along(knee, angles[1], side, SHIN), side)


def _arm(torso: Affine, angles: tuple[float, float], side: int) -> Limb:
    shoulder = torso.apply((side * SHOULDER[0], SHOULDER[1]))
    elbow = _along(shoulder, angles[0], side, UPPER_ARM)
    return Limb(shoulder, elbow, _along(elbow, angles[1], side, FOREARM), side)


def _along(start: Point, degrees: float, side: int, length: float) -> Point:
    angle = math.radians(degrees)
    return start[0] + side * math.sin(angle) * length, start[1] + math.cos(angle) * length
