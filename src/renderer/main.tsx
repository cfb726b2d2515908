import './jitless.ts';
import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { takeToken } from './rpc/token.ts';
import { startKeys } from './state/commands.ts';
import { followHost } from './state/host.ts';
import { followLake } from './state/lake.ts';
import { startMotion } from './state/motion.ts';
import { startRouter } from './state/router.ts';
import { startSettings } from './state/settings.ts';
import { startTheme } from './state/theme.ts';
import { startZoom } from './state/zoom.ts';
import { App } from './shell/app.tsx';

takeToken();
startTheme();
startMotion();
startZoom();
startRouter();
startKeys();
void followLake();
void followHost();
void startSettings();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
