const REPLAY = 'quarantine of load ';

/** What a load of replayed rows has for a path: it names the load that rejected them. */
export const replayPath = (loadId: number): string => `${REPLAY}${loadId}`;

export const isReplay = (path: string): boolean => path.startsWith(REPLAY);

/** Holds for the loads that came from files or services, not from the quarantine. */
export const NOT_REPLAYED = `path not like '${REPLAY}%'`;
