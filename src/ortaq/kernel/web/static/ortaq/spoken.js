// Text as it is to be said: numbers, signs and abbreviations in full. Pure functions, tested by themselves.

const ONES = ["", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"];
const TENS = ["", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан"];
const GROUPS = ["", "мың", "миллион", "миллиард", "триллион"];
const ORDINALS = {
  нөл: "нөлінші", бір: "бірінші", екі: "екінші", үш: "үшінші", төрт: "төртінші", бес: "бесінші", алты: "алтыншы", жеті: "жетінші",
  сегіз: "сегізінші", тоғыз: "тоғызыншы", он: "оныншы", жиырма: "жиырмасыншы", отыз: "отызыншы", қырық: "қырқыншы", елу: "елуінші",
  алпыс: "алпысыншы", жетпіс: "жетпісінші", сексен: "сексенінші", тоқсан: "тоқсаныншы", жүз: "жүзінші", мың: "мыңыншы",
  миллион: "миллионыншы", миллиард: "миллиардыншы", триллион: "триллионыншы",
};
const FRACTIONS = { 1: "оннан", 2: "жүзден", 3: "мыңнан" };

/** A whole number in Kazakh words; more than 15 digits are said one by one. */
export function kazakhNumber(digits) {
  const bare = digits.replace(/^0+(?=\d)/, "");
  if (bare.length > 15) return [...digits].map((digit) => ONES[digit] || "нөл").join(" ");
  if (bare === "0") return "нөл";
  const words = [];
  for (let rest = bare, group = 0; rest; rest = rest.slice(0, -3), group += 1) {
    const three = rest.slice(-3).padStart(3, "0");
    if (three === "000") continue;
    const [hundreds, tens, ones] = [...three].map(Number);
    const said = [hundreds > 1 ? ONES[hundreds] : "", hundreds ? "жүз" : "", TENS[tens], ONES[ones], GROUPS[group]];
    words.unshift(...said.filter(Boolean));
  }
  return words.join(" ");
}

/** The ordinal: 22 → "жиырма екінші". */
export function kazakhOrdinal(digits) {
  const words = kazakhNumber(digits).split(" ");
  words.push(ORDINALS[words.at(-1)] ?? words.at(-1));
  words.splice(-2, 1);
  return words.join(" ");
}

const SHORT = {
  kk: {
    ҮЕҰ: "үкіметтік емес ұйым", МӘТ: "мемлекеттік әлеуметтік тапсырыс", ҚР: "Қазақстан Республикасы", ЖШС: "жауапкершілігі шектеулі серіктестік",
    ЗТБ: "заңды тұлғалар бірлестігі", НҚА: "нормативтік құқықтық акт", АЕК: "айлық есептік көрсеткіш", ЖСН: "жеке сәйкестендіру нөмірі",
    БСН: "бизнес-сәйкестендіру нөмірі", ӘРПК: "Әкімшілік рәсімдік-процестік кодекс", ЭЦҚ: "электрондық цифрлық қолтаңба",
  },
  ru: {
    НПО: "неправительственные организации", ГСЗ: "государственный социальный заказ", РК: "Республика Казахстан", ТОО: "товарищество с ограниченной ответственностью",
    НПА: "нормативный правовой акт", МРП: "месячный расчётный показатель", ИИН: "индивидуальный идентификационный номер", БИН: "бизнес-идентификационный номер",
    АППК: "Административный процедурно-процессуальный кодекс", ЭЦП: "электронная цифровая подпись",
  },
  en: { NGO: "non-governmental organisation", NGOs: "non-governmental organisations", SSO: "state social order", MCI: "monthly calculation index" },
};
const SIGNS = {
  kk: [[/₸/g, " теңге"], [/%/g, " пайыз"], [/№\s*/g, "нөмір "], [/(?<!\p{L})млн\.?(?!\p{L})/gu, "миллион"], [/(?<!\p{L})млрд\.?(?!\p{L})/gu, "миллиард"], [/(?<!\p{L})т\.\s?б\./gu, "тағы басқа"]],
  ru: [[/₸/g, " тенге"], [/%/g, " процентов"], [/№\s*/g, "номер "], [/(?<!\p{L})млн\.?(?!\p{L})/gu, "миллионов"], [/(?<!\p{L})млрд\.?(?!\p{L})/gu, "миллиардов"], [/(?<!\p{L})тыс\./gu, "тысяч"], [/(?<=\d)\s?г\./g, " года"]],
  en: [[/₸/g, " tenge"], [/%/g, " per cent"], [/№\s*/g, "number "]],
};
const MONTHS = "қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан";

function kazakhNumbers(text) {
  return text
    .replace(/(\d+)\s?(?:ж\.|жыл(?!\p{L}))/gu, (_, digits) => `${kazakhOrdinal(digits)} жыл`)
    .replace(/(\d+)\s(?=жыл\p{L})/gu, (_, digits) => `${kazakhOrdinal(digits)} `)
    .replace(/(\d+)-(?:ші|шы|інші|ыншы|нші|ншы)(?!\p{L})/gu, (_, digits) => kazakhOrdinal(digits))
    .replace(new RegExp(`(\\d{1,2})\\s(?=${MONTHS})`, "g"), (_, digits) => `${kazakhOrdinal(digits)} `)
    .replace(/(\d+),(\d{1,3})(?!\d)/g, (_, whole, part) => `${kazakhNumber(whole)} бүтін ${FRACTIONS[part.length]} ${kazakhNumber(part)}`)
    .replace(/\d+/g, (digits) => kazakhNumber(digits));
}

/** *text* as a voice of *language* ("kk", "ru", "en") should say it. */
export function spoken(text, language) {
  let said = text.replace(/[\s\u00a0\u202f]+/g, " ").replace(/(?<=\d) (?=\d{3}(?!\d))/g, "");
  for (const [short, full] of Object.entries(SHORT[language] ?? {})) {
    said = said.replace(new RegExp(`(?<![\\p{L}\\d])${short}(?:-(\\p{Ll}+))?(?![\\p{L}\\d])`, "gu"), (_, ending = "") => full + ending);
  }
  for (const [sign, words] of SIGNS[language] ?? []) said = said.replace(sign, words);
  if (language === "kk") said = kazakhNumbers(said);
  return said.replace(/\s+/g, " ").trim();
}

/** Pieces of at most *longest* characters, cut after sentences, else after commas, else between words. */
export function pieces(text, longest = 240) {
  const found = [];
  for (let rest = text.trim(); rest;) {
    if (rest.length <= longest) { found.push(rest); break; }
    const head = rest.slice(0, longest);
    const cut = [/^.*[.!?…](?=\s)/s, /^.*[,;:—](?=\s)/s, /^.*(?=\s)/s].map((pattern) => pattern.exec(head)?.[0].length ?? 0).find((length) => length > 20) ?? longest;
    found.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  return found;
}
