/** Browsers of other engines than Chromium's, each with cookies and a history of its own. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { Builder, type WebDriver } from 'selenium-webdriver';
import { DriverService } from 'selenium-webdriver/remote/index.js';
import { GECKODRIVER } from '../support/settings.mjs';

export type Engine = 'firefox' | 'webkit';

/** What of the screen shows the page. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export const PHONE: Size = { width: 390, height: 844 };
export const DESKTOP: Size = { width: 1280, height: 800 };

export interface Browser {
  readonly driver: WebDriver;
  readonly close: () => Promise<void>;
}

/** Starts a browser whose page has this size; what it and its driver print goes to the file `log`. */
export async function openBrowser(engine: Engine, size: Size, log: string): Promise<Browser> {
  const browser = await (engine === 'firefox' ? startFirefox(log) : startWebKit(size, log));
  try {
    await (engine === 'firefox' ? narrowPage : narrowWindow)(browser.driver, size);
    return browser;
  } catch (error) {
    await browser.close();
    throw error;
  }
}

async function startFirefox(log: string): Promise<Browser> {
  const service = new DriverService.Builder(GECKODRIVER).addArguments('--websocket-port=0');
  return start(service, log, {
    browserName: 'firefox',
    webSocketUrl: true,
    'moz:firefoxOptions': {
      binary: '/usr/bin/firefox-esr',
      args: ['-headless'],
      prefs: { 'intl.accept_languages': 'ja', 'ui.prefersReducedMotion': 1, 'ui.useOverlayScrollbars': 1 },
    },
  });
}

/** No window of Firefox is as narrow as a phone, but the page in it can be. */
async function narrowPage(driver: WebDriver, size: Size): Promise<void> {
  const channel = await driver.getBidi();
  const context = await driver.getWindowHandle();
  await channel.send({ method: 'browsingContext.setViewport', params: { context, viewport: size } });
}

/** On a screen of its own, of the size of the window: the pointer is in the window then, and with that the focus. */
async function startWebKit({ width, height }: Size, log: string): Promise<Browser> {
  const screen = spawn('Xvfb', ['-displayfd', '1', '-terminate', '-nolisten', 'tcp', '-screen', '0', `${width}x${height}x24`], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const [display] = (await once(screen.stdout, 'data')) as [Buffer];
    // in this locale the browser asks for no language, and so gets Japanese
    const environment = [`DISPLAY=:${display.toString().trim()}`, 'LC_ALL=C.UTF-8'];
    const service = new DriverService.Builder('/usr/bin/env').addArguments(...environment, 'WebKitWebDriver');
    const { driver, close } = await start(service, log, {
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { args: ['--automation', '--javascript-can-open-windows-automatically=true'] },
    });
    return { driver, close: () => close().finally(() => screen.kill()) };
  } catch (error) {
    screen.kill();
    throw error;
  }
}

/** Only a window that a page opens is as narrow as a phone, since it has no address bar. */
async function narrowWindow(driver: WebDriver, { width, height }: Size): Promise<void> {
  const first = await driver.getWindowHandle();
  await driver.executeScript(`open('about:blank', '', 'noopener,popup,width=${width},height=${height}')`);
  const opened = (await driver.getAllWindowHandles()).find((handle) => handle !== first);
  if (!opened) throw new Error('the browser opened no window');
  await driver.close();
  await driver.switchTo().window(opened);
}

/** Starts a driver, and by it a browser. */
async function start(builder: DriverService.Builder, log: string, capabilities: object): Promise<Browser> {
  const output = openSync(log, 'a');
  const service = builder.setLoopback(true).setStdio(['ignore', output, output]).build();
  try {
    const driver = await new Builder().usingServer(await service.start()).withCapabilities(capabilities).build();
    return { driver, close: () => driver.quit().finally(() => service.kill()) };
  } catch (error) {
    await service.kill();
    throw error;
  } finally {
    closeSync(output);
  }
}
