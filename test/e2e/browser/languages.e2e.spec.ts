import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type RunningSystem, startSystem, waitFor } from '@meshpair/testing';
import { launchChromium, locateChromium } from './chromium.js';
import { seriousFindings } from './page-checks.js';
import { PairingPages, shownPin, type WayToCode, wrongPin } from './pairing-pages.js';

const chromium = locateChromium();

interface Tongue extends WayToCode {
  readonly direction: 'ltr' | 'rtl';
  readonly name: string;
  readonly ask: string;
  readonly waiting: string;
  readonly wants: RegExp;
  readonly pin: RegExp;
  readonly triesLeft: string;
  readonly onePinWrong: string;
  readonly paired: RegExp;
  readonly atHome: RegExp;
  readonly deny: string;
  readonly denied: string;
  readonly deniedThere: string;
  readonly unknownCode: string;
}

/** U+2068 and U+2069 keep the direction of what others wrote. */
const TONGUES: readonly (readonly [string, Tongue])[] = [
  [
    'German',
    {
      locale: 'de-AT',
      direction: 'ltr',
      key: 'Besitzerschlüssel',
      signIn: 'Anmelden',
      pair: /^(Gerät koppeln|Weiteres Gerät koppeln)$/,
      name: 'Name dieses Geräts',
      ask: 'Beitritt anfragen',
      waiting: 'Warten auf den Besitzer …',
      wants: /^Küche möchte beitreten$/,
      pin: /^PIN auf dem Bildschirm von Küche$/,
      triesLeft: 'Das ist nicht die PIN auf dem Gerät. Sie haben noch vier Versuche.',
      onePinWrong: 'Es wurde eine falsche PIN eingegeben. Noch 4 Versuche.',
      paired: /^Küche gehört jetzt zu Home$/,
      atHome: /^Ein Knoten von Home$/,
      deny: 'Ablehnen',
      denied: 'Gerät abgelehnt',
      deniedThere: 'Der Besitzer hat abgelehnt',
      unknownCode: 'Dieser Code ist hier nicht bekannt',
    },
  ],
  [
    'Arabic',
    {
      locale: 'ar-EG',
      direction: 'rtl',
      key: 'مفتاح المالك',
      signIn: 'تسجيل الدخول',
      pair: /^(إقران جهاز|إقران جهاز آخر)$/,
      name: 'اسم هذا الجهاز',
      ask: 'طلب الانضمام',
      waiting: 'في انتظار المالك…',
      wants: /^\u2068Küche\u2069 يطلب الانضمام$/,
      pin: /^رمز PIN المعروض على شاشة \u2068Küche\u2069$/,
      triesLeft: 'هذا ليس رمز PIN المعروض على الجهاز. بقيت لديك 4 محاولات.',
      onePinWrong: 'أُدخل رمز PIN خاطئ. بقيت 4 محاولات.',
      paired: /^انضم \u2068Küche\u2069 إلى \u2068Home\u2069$/,
      atHome: /^عقدة في \u2068Home\u2069$/,
      deny: 'رفض',
      denied: 'تم رفض الجهاز',
      deniedThere: 'رفض المالك الطلب',
      unknownCode: 'هذا الرمز غير معروف هنا',
    },
  ],
];

(chromium === undefined ? describe.skip : describe).each(TONGUES)('a pairing in %s', (_, tongue) => {
  let system: RunningSystem;
  let browser: Browser;
  let pages: PairingPages;

  beforeAll(async () => {
    system = await startSystem({ settings: { HOST_NODE_NAME: 'Home', RATE_LIMITS: 'off' } });
    browser = await launchChromium(chromium ?? '');
    pages = new PairingPages(browser, system, tongue);
  }, 120_000);
  afterEach(() => pages.close());
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  const isInTongue = async (page: Page): Promise<void> => {
    const [lang, dir] = await page.evaluate<[string, string]>(
      '[document.documentElement.lang, document.documentElement.dir]',
    );
    expect([lang, dir]).toEqual([tongue.locale.slice(0, 2), tongue.direction]);
    expect(await seriousFindings(page)).toEqual([]);
    if (tongue.direction === 'rtl') expect(await englishOn(page)).toEqual([]);
  };

  const wanting = async (colorScheme: 'light' | 'dark', address: string) => {
    const desktop = await pages.signedIn({ colorScheme });
    await isInTongue(desktop);
    const phone = await pages.scan(desktop, address, { colorScheme });
    await isInTongue(desktop);
    await isInTongue(phone);
    await phone.getByLabel(tongue.name).fill('Küche');
    await phone.getByRole('button', { name: tongue.ask }).click();
    const pin = await shownPin(phone);
    await phone.getByText(tongue.waiting).waitFor();
    await isInTongue(phone);
    await desktop.getByRole('heading', { name: tongue.wants }).waitFor();
    await isInTongue(desktop);
    return { desktop, phone, pin };
  };

  it('ends with a node', async () => {
    const { desktop, phone, pin } = await wanting('light', '127.0.0.61');
    await desktop.getByLabel(tongue.pin).fill(wrongPin(pin));
    await desktop.getByText(tongue.triesLeft).waitFor();
    await phone.getByText(tongue.onePinWrong).waitFor();
    expect(await digitsFromLeft(phone)).toBe(pin);
    await desktop.getByLabel(tongue.pin).fill(pin);
    await desktop.getByRole('heading', { name: tongue.paired }).waitFor();
    await isInTongue(desktop);
    await phone.waitForURL(/\/join\/home/);
    await phone.getByText(tongue.atHome).waitFor();
    await isInTongue(phone);
  }, 120_000);

  it('ends with a no, in the dark', async () => {
    const { desktop, phone } = await wanting('dark', '127.0.0.62');
    await desktop.getByRole('button', { name: tongue.deny }).click();
    await desktop.getByRole('heading', { name: tongue.denied }).waitFor();
    await isInTongue(desktop);
    await phone.getByRole('heading', { name: tongue.deniedThere }).waitFor();
    await isInTongue(phone);
  }, 120_000);

  it('does not begin with a code that is not known', async () => {
    const context = await browser.newContext({ locale: tongue.locale, colorScheme: 'dark' });
    const phone = await context.newPage();
    await phone.goto(`${system.baseUrl}/join?token=${'A'.repeat(43)}`);
    await phone.getByRole('heading', { name: tongue.unknownCode }).waitFor();
    await isInTongue(phone);
    await context.close();
  });
});

/** The PIN as the eye reads it, from left to right. */
const digitsFromLeft = async (phone: Page): Promise<string> => {
  const digits = await phone.locator('.digit').all();
  const placed = await Promise.all(
    digits.map(async (digit) => ({
      text: await digit.innerText(),
      x: (await digit.boundingBox())?.x ?? Number.NaN,
    })),
  );
  return placed
    .sort((one, other) => one.x - other.x)
    .map(({ text }) => text)
    .join('');
};

/** Names, and what is called so everywhere. */
const SAME_EVERYWHERE =
  /Küche|Home|Owner|test-host|\btest\b|Meshpair|PIN|QR|IP|API|CSV|TLS=self-signed|mpo_|https?:\/\/\S+|[Ll]inux|Chrome|X11|mesh:\w+|[B-Z]{4}-[B-Z]{4}|\/join/g;

/** The words in Latin letters that a page in another script shows, or says to a screen reader. */
const englishOn = async (page: Page): Promise<readonly string[]> => {
  const texts = await page.evaluate<string[]>(`[
    ...document.body.innerText.split('\\n'),
    ...[...document.querySelectorAll('[aria-label], [title], [placeholder], img[alt]')].flatMap((each) =>
      ['aria-label', 'title', 'placeholder', 'alt'].map((name) => each.getAttribute(name) ?? '')),
    document.title,
  ]`);
  return texts.filter((text) => /[A-Za-z]{3,}/.test(text.replace(SAME_EVERYWHERE, '')));
};

(chromium === undefined ? describe.skip : describe)('the language of the console', () => {
  let system: RunningSystem;
  let browser: Browser;
  let pages: PairingPages;

  beforeAll(async () => {
    system = await startSystem({ settings: { RATE_LIMITS: 'off' } });
    browser = await launchChromium(chromium ?? '');
    pages = new PairingPages(browser, system);
  }, 120_000);
  afterEach(() => pages.close());
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  const speaks = (page: Page, language: string): Promise<unknown> =>
    waitFor(async () => (await page.evaluate('document.documentElement.lang')) === language, {
      message: `the page speaks ${language}`,
      timeoutMs: 5000,
    });

  it('is the browser’s until the owner chooses, there and in the other tabs, and is kept', async () => {
    const page = await pages.signedIn({ locale: 'fr-FR' });
    await speaks(page, 'en');
    await page.getByRole('link', { name: 'Settings' }).click();
    expect(await page.getByRole('radio', { name: 'As in the browser' }).isChecked()).toBe(true);
    const other = await page.context().newPage();
    await other.goto(system.baseUrl);
    await page.getByRole('radio', { name: 'Deutsch' }).check();
    await page.getByRole('heading', { name: 'Darstellung' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await other.getByRole('button', { name: 'Gerät koppeln' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Ihre Schlüssel' }).waitFor();
    await page.getByRole('radio', { name: 'Wie im Browser' }).check();
    await page.getByRole('heading', { name: 'Your keys' }).waitFor();
    expect(await page.evaluate("localStorage.getItem('meshpair.language')")).toBe(null);
  });

  it('leaves in English, from left to right, what is not translated', async () => {
    const page = await pages.signedIn();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: 'العربية' }).check();
    await page.getByRole('heading', { name: 'الإعدادات' }).waitFor();
    await page.getByRole('heading', { name: 'Your keys' }).waitFor();
    const title = "document.getElementById('keys-title')";
    expect(await page.evaluate(`${title}.closest('[lang]').lang`)).toBe('en');
    expect(await page.evaluate(`getComputedStyle(${title}).direction`)).toBe('ltr');
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('is fetched alone', async () => {
    const context = await browser.newContext({ locale: 'de-DE' });
    const page = await context.newPage();
    const files: string[] = [];
    page.on('request', (request) => void files.push(new URL(request.url()).pathname));
    await page.goto(system.baseUrl);
    await page.getByLabel('Besitzerschlüssel').waitFor();
    expect(files.filter((file) => /\/(en|de|ar)-[\w-]+\.js$/.test(file))).toEqual([
      expect.stringContaining('/de-'),
    ]);
    await context.close();
  });
});
