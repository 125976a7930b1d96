// Texts of both languages as experiments/texts has them: placeholders in braces, {n:house|houses} for one and for many.
export type Language = 'en' | 'zh';
export const LANGUAGES: readonly Language[] = ['en', 'zh'];
export type Texts = Readonly<Record<string, Readonly<Record<Language, string>>>>;
export type Fields = Readonly<Record<string, string | number>>;

const PLACEHOLDER = /\{\{|\}\}|\{([a-z_]+)(?::([^{}|]*)\|([^{}|]*))?\}/g;

/** Fill a template's placeholders, as `sim.texts` does. Throws for a field that is missing. */
export function filled(template: string, fields: Fields = {}): string {
  return template.replace(PLACEHOLDER, (found, name?: string, one?: string, many?: string) => {
    if (name === undefined) return found.slice(1);
    const value = fields[name];
    if (value === undefined) throw new Error(`no ${name} for: ${template}`);
    return many === undefined ? String(value) : `${value} ${String(value) === '1' ? one : many}`;
  });
}

/** Says texts by key in one language. */
export type Say = (key: string, fields?: Fields) => string;

export function speaker(texts: Texts, language: Language): Say {
  return (key, fields) => {
    const entry = texts[key];
    if (entry === undefined) throw new Error(`no text ${key}`);
    const said = filled(entry[language], fields);
    return language === 'zh' ? joined(said) : said;
  };
}

/** Chinese: a number and its measure word are not broken apart. */
function joined(text: string): string {
  return text.replace(/([0-9%]) (?=[\u4e00-\u9fff])/g, '$1\u00a0');
}

/** What each language calls itself. */
export const CALLED: Readonly<Record<Language, string>> = { en: 'English', zh: '中文' };
