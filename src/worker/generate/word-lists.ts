const words = (text: string): readonly string[] => text.split(' ');

export const ADJECTIVES = words(
  'Amber Ashen Blue Brass Broken Burning Chrome Coastal Copper Crimson Crystal Distant Drifting Dusty Electric Endless Fading Feral Foreign Gentle Gilded Glass Golden Grey Hidden Hollow Humble Idle Iron Ivory Jade Little Lonely Lost Lucid Lunar Magnetic Marble Midnight Modern Neon Northern Old Opal Paper Pale Quiet Restless Royal Rusted Sacred Scarlet Second Secret Silent Silver Slow Small Solar Southern Spare Static Stolen Sudden Sunken Tender Tidal Twin Velvet Violet Wandering Western White Wild Winter Wooden Young',
);
export const NOUNS = words(
  'Animals Anthem Archives Arrows Atlas Avenue Balconies Bells Birds Bridges Canyon Cathedral Choir City Clocks Comets Coast Corners Crows Daughters Delta Doors Drums Echoes Engines Falls Fences Fields Fires Foxes Gardens Ghosts Gold Guests Hands Harbours Hearts Heights Horses Hours Houses Islands Kites Lamps Lanterns Letters Lions Machines Maps Meadow Mirrors Motels Mountains Oceans Orchard Orchestra Oracles Parade Pilots Planets Poets Ponds Prairie Radio Ravens Rivers Rooms Satellites Seasons Shadows Shores Signals Sisters Stations Stories Strangers Streets Summers Teeth Thieves Tides Tigers Towers Trains Valley Voices Walls Waves Weather Windows Wolves',
);
export const VERBS = words(
  'Believe Break Burn Call Carry Chase Come Count Dance Drift Fall Find Fly Follow Forget Give Hold Keep Leave Listen Lose Miss Move Open Remember Run Send Shine Sing Sleep Stay Stop Take Tell Turn Wait Wake Walk Wander Write',
);
export const TAILS = words('Again Alone Away Down Forever Home Now Slowly Somewhere Tonight Twice Under');
export const FIRST_NAMES = words(
  'Ada Aisha Akira Alma Amara Ana Anders Anton Aroha Aylin Bea Ben Bruno Camila Chiara Chidi Clara Daan Dana Diego Élise Elena Emre Farah Felix Femi Freya Gabriel Greta Hana Hugo Ida Imani Ines Ingrid Isla Ivo Jaro Jonas Juno Kaito Karim Kofi Lea Leila Liam Lina Luca Lucía Maja Malik Mara Marek Mateo Mei Mila Milan Mina Nadia Nia Niko Nina Noa Noor Olga Omar Oskar Paula Petra Priya Rafael Ravi Rosa Ruben Sami Sara Selin Sofia Søren Tariq Thandi Theo Tomás Uma Vera Viktor Wanda Yara Yuki Zoë Zuri',
);
export const LAST_NAMES = words(
  'Abe Adeyemi Ahmed Almeida Andersen Baker Bauer Becker Bennett Bianchi Björk Boateng Brandt Carter Castro Chen Costa Cruz Dahl Díaz Dubois Eriksen Fischer Fontaine Foster García Gruber Haddad Hansen Hayes Herrera Hoffmann Horvat Ito Ivanova Jansen Kamara Kaya Keller Khan Kim Klein Kovács Kumar Lambert Larsen Laurent Lee Lindqvist López Marino Mbeki Mehta Mendes Meyer Mori Moreau Murphy Ndiaye Nguyen Novak Okafor Okoro Oliveira Ortiz Park Patel Pereira Petrov Popescu Quinn Ramos Reyes Ricci Rossi Ryan Sato Schmidt Silva Singh Sørensen Suzuki Tanaka Torres Vega Virtanen Vogel Wang Weber Wright Yılmaz Zhang Żak',
);
export const COUNTRIES: readonly (readonly [string, number])[] = [
  ['US', 24],
  ['GB', 11],
  ['DE', 10],
  ['FR', 8],
  ['BR', 8],
  ['ES', 6],
  ['IT', 5],
  ['MX', 5],
  ['NL', 4],
  ['SE', 4],
  ['JP', 4],
  ['PL', 3],
  ['NG', 3],
  ['IN', 3],
  ['TR', 2],
];
export const PLANS: readonly (readonly [string, number])[] = [
  ['free', 46],
  ['premium', 34],
  ['family', 12],
  ['student', 8],
];
