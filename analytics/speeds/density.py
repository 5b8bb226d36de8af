"""Density, and how flow, speed and density hang together (indicators C10, C11).

Per direction or lane, from the space-mean speed: with the time mean densities come out too low.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.quarters import Float, Int

METHOD_VERSION: Final = 1
N_MIN: Final = 10  #: vehicles in the interval


def density(flow_h: Float, space_mean_kmh: Float, n: Int | None = None) -> Float:
    """Return the density `k = q / v_s`. [vehicles/km].

    Parameters
    ----------
    flow_h
        [vehicles/h]
    space_mean_kmh
        [km/h]
    n
        Vehicles of the interval; None: enough of them.

    Returns
    -------
    ndarray
        NaN where the speed is 0 or not known, and below `N_MIN` vehicles.

    References
    ----------
    NPTEL, Fundamental relations (indicators C10).

    Examples
    --------
    >>> density(np.array([1200.0]), np.array([48.0])).tolist()
    [25.0]
    """
    known = space_mean_kmh > 0
    if n is not None:
        known &= n >= N_MIN
    return np.where(known, flow_h / np.where(known, space_mean_kmh, 1.0), np.nan)


def density_of_occupancy(occupancy: Float, vehicle_m: float, detector_m: float) -> Float:
    """Return the density from the share of time a detector is covered. [vehicles/km].

    `k = o / (L_vehicle + L_detector)`.

    Parameters
    ----------
    occupancy
        0 to 1. [1]
    vehicle_m, detector_m
        Mean length of vehicles, and of the zone of detection. [m]

    References
    ----------
    UCB CEE122 (indicators C10): 26 %, 18 ft and 3.5 ft are 63.9 vehicles/mi.

    Examples
    --------
    >>> density_of_occupancy(np.array([0.26]), 5.4864, 1.0668).round(2).tolist()
    [39.68]
    """
    return np.asarray(occupancy * 1000 / (vehicle_m + detector_m), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """The fundamental diagram: one point an interval; NaN where too few passed.

    Parameters
    ----------
    density, flow, speed
        [vehicles/km, vehicles/h, km/h]
    """

    density: Float
    flow: Float
    speed: Float


def fundamental(n: Int, space_mean_kmh: Float, interval_s: float) -> Points:
    """Return the points of the fundamental diagram of one direction or lane.

    Show the points; a capacity is not to be fitted to a street that never reaches it.

    Parameters
    ----------
    n
        Vehicles in each interval.
    interval_s
        300 or 900. [s]

    References
    ----------
    Indicators C11.

    Examples
    --------
    >>> points = fundamental(np.array([100, 9]), np.array([40.0, 40.0]), 300)
    >>> points.flow.tolist(), points.density.tolist()
    ([1200.0, nan], [30.0, nan])
    """
    enough = n >= N_MIN
    flow = np.where(enough, n * 3600 / interval_s, np.nan)
    speed = np.where(enough, space_mean_kmh, np.nan)
    return Points(density=density(flow, speed, n), flow=flow, speed=speed)


@dataclass(frozen=True, slots=True)
class Greenshields:
    """Greenshields' line `v = v_f (1 - k / k_j)`.

    Parameters
    ----------
    free_speed
        v_f. [km/h]
    jam_density
        k_j. [vehicles/km]

    References
    ----------
    University of Idaho NIATT, Traffic Flow Theory (indicators C11). Real capacities are lower:
    2000 instead of 2700 in its example.

    Examples
    --------
    >>> line = Greenshields(60, 180)
    >>> line.density_at_capacity, line.speed_at_capacity, line.capacity
    (90.0, 30.0, 2700.0)
    """

    free_speed: float
    jam_density: float

    def speed(self, density: Float) -> Float:
        """Return the speed at a density. [km/h]; NaN beyond the jam.

        Examples
        --------
        >>> Greenshields(60, 180).speed(np.array([0.0, 90, 180, 200])).tolist()
        [60.0, 30.0, 0.0, nan]
        """
        within = (density >= 0) & (density <= self.jam_density)
        return np.where(within, self.free_speed * (1 - density / self.jam_density), np.nan)

    def flow(self, density: Float) -> Float:
        """Return the flow at a density, `k v`. [vehicles/h].

        Examples
        --------
        >>> Greenshields(60, 180).flow(np.array([45.0, 90, 180])).tolist()
        [2025.0, 2700.0, 0.0]
        """
        return np.asarray(density * self.speed(density), dtype=np.float64)

    @property
    def density_at_capacity(self) -> float:
        """Half the jam density. [vehicles/km].

        Examples
        --------
        >>> Greenshields(60, 180).density_at_capacity
        90.0
        """
        return self.jam_density / 2

    @property
    def speed_at_capacity(self) -> float:
        """Half the free speed. [km/h].

        Examples
        --------
        >>> Greenshields(60, 180).speed_at_capacity
        30.0
        """
        return self.free_speed / 2

    @property
    def capacity(self) -> float:
        """The greatest flow of the line, `v_f k_j / 4`. [vehicles/h].

        Examples
        --------
        >>> Greenshields(60, 180).capacity
        2700.0
        """
        return self.free_speed * self.jam_density / 4
