import { contextBridge, webUtils } from 'electron';

/** What only a preload can do. Everything else is a request to the page's own origin. */
contextBridge.exposeInMainWorld('tracklake', {
  /** The path of a file that a person dropped or picked; empty for one that a script made. */
  pathForFile: (file: File): string => webUtils.getPathForFile(file),
  platform: process.platform,
});
