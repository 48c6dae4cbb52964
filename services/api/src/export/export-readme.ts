export type ReadmeFacts = {
  readonly exportedAt: Date;
  readonly tables: readonly string[];
  readonly files: number;
};

/** What the archive holds and what not, by language. */
export function exportReadmes(facts: ReadmeFacts): Readonly<Record<string, string>> {
  return { 'README-en.txt': english(facts), 'README-id.txt': indonesian(facts) };
}

function english({ exportedAt, tables, files }: ReadmeFacts): string {
  return `What Hadir holds about you
Made at ${exportedAt.toISOString()}.

data/    what the database holds, each table as JSON and as CSV. Times are in UTC.
         ${tables.join(', ')}
access.* what was done with your data and when: also who looked at a face crop. Of a person the kind of
         account is told, not the name.
files/   your photos, face crops of your attendance and documents that you sent (${files}).

Left out:
- Templates: what the machine compares your face by. They are sealed, and numbers that mean nothing to a reader.
- Crops that staff said do not show you, and crops of attempts that were taken for somebody who held your picture:
  they may show other people. Ask the office if you want them looked at.
- Other people: whom you look like, or who was beside you. Where a row is about you and another, the other is blank.
- Faces and photos of others that you were the next likely for.
- Copies for emergencies hold the same and go when you are erased.

You may have mistakes corrected, take your agreement back, and be erased: ask the office, or use your personal link.
`;
}

function indonesian({ exportedAt, tables, files }: ReadmeFacts): string {
  return `Data Anda yang disimpan Hadir
Dibuat pada ${exportedAt.toISOString()} (UTC).

data/    isi basis data, setiap tabel sebagai JSON dan CSV. Waktu dalam UTC.
         ${tables.join(', ')}
access.* apa yang dilakukan terhadap data Anda dan kapan: juga siapa yang melihat potongan wajah. Yang
         disebutkan hanya jenis akunnya, bukan namanya.
files/   foto Anda, potongan wajah dari kehadiran Anda, dan dokumen yang Anda kirim (${files}).

Tidak disertakan:
- Templat: angka yang dipakai mesin untuk membandingkan wajah. Templat tersegel dan tidak bermakna bagi pembaca.
- Potongan wajah yang menurut petugas bukan Anda, dan percobaan yang diduga memakai gambar Anda: mungkin
  memperlihatkan orang lain. Tanyakan kepada kantor bila ingin diperiksa.
- Orang lain: siapa yang mirip dengan Anda atau berada di dekat Anda. Pada baris tentang Anda dan orang lain,
  orang lain itu dikosongkan.
- Wajah dan foto orang lain yang kemungkinan berikutnya adalah Anda.
- Salinan cadangan berisi data yang sama dan dihapus bila data Anda dihapus.

Anda berhak meminta perbaikan, menarik persetujuan, dan meminta penghapusan: hubungi kantor atau gunakan tautan pribadi Anda.
`;
}
